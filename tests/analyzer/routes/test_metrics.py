import pytest

from services.contracts.metrics import CATALOGUE
from tests.analyzer.history.rows import line
from tests.analyzer.routes.conftest import Api

GMV_DAYS = "metric=gmv&window=day"


def test_a_row_says_everything_that_the_interface_promises(api: Api) -> None:
    api.keep(
        line(
            0.017857,
            metric="conversion",
            scope={"traffic_source": "search"},
            unit="ratio",
            numerator=25,
            denominator=1400,
            is_final=True,
        )
    )
    assert api.rows("metric=conversion&window=day&by=traffic_source") == [
        {
            "metric": "conversion",
            "metric_zh": "转化率",
            "scope": {"shop_id": "s1", "traffic_source": "search"},
            "window": "day",
            "start": "2026-11-19T00:00:00+08:00",
            "end": "2026-11-19T00:00:00+08:00",
            "value": 0.017857,
            "numerator": 25,
            "denominator": 1400,
            "unit": "ratio",
            "revision": 1,
            "state": "final",
            "is_provisional": False,
        }
    ]


def test_why_a_figure_is_missing_is_said(api: Api) -> None:
    api.keep(line(None, null_reason="no_data", is_provisional=True))
    [row] = api.rows(GMV_DAYS)
    assert (row["value"], row["null_reason"], row["is_provisional"]) == (None, "no_data", True)


@pytest.mark.parametrize(
    "bounds",
    [
        "from=2026-11-19&to=2026-11-20",
        "from=2026-11-19T00:00:00%2B08:00&to=2026-11-20T00:00:00%2B08:00",
        "from=2026-11-19T00:00:00+08:00&to=2026-11-20T00:00:00+08:00",
        "from=2026-11-18T16:00:00Z&to=2026-11-18T16:00:00.5Z",
    ],
)
def test_times_are_moments_with_offset_or_days_of_the_shop(api: Api, bounds: str) -> None:
    api.keep(*(line(day, day=f"2026-11-{day}") for day in (18, 19, 20)))
    assert [row["value"] for row in api.rows(f"{GMV_DAYS}&{bounds}")] == [19]


def test_the_planners_rows_need_no_plan_metric_to_be_found(api: Api) -> None:
    api.keep(*(line(n, metric="target", scope={"plan_metric": m}) for n, m in enumerate(("gmv", "units"))))
    assert [row["value"] for row in api.rows("metric=target&window=day")] == [0, 1]
    assert [row["value"] for row in api.rows("metric=target&window=day&plan_metric=units")] == [1]


def test_pages_follow_one_another_to_the_end(api: Api) -> None:
    api.keep(*(line(day, day=f"2026-11-{day}") for day in range(10, 15)))
    query, seen = f"{GMV_DAYS}&limit=2", []
    while True:
        answer = api.client.get(f"/v1/shops/s1/metrics?{query}").json()
        seen += [row["value"] for row in answer["rows"]]
        if "next" not in answer:
            break
        query = f"{GMV_DAYS}&limit=2&next={answer['next']}"
    assert seen == [10, 11, 12, 13, 14]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("window=day", "metric"),
        ("metric=gmv", "window"),
        ("metric=gmw&window=day", "metric"),
        ("metric=gmv&window=daily", "window"),
        ("metric=gmv&window=rolling", "window"),
        (f"{GMV_DAYS}&from=yesterday", "from"),
        (f"{GMV_DAYS}&to=2026-11-19T00:00:00", "to"),
        (f"{GMV_DAYS}&from=99999-01-01", "from"),
        (f"{GMV_DAYS}&by=colour", "by"),
        (f"{GMV_DAYS}&colour=red", "colour"),
        (f"{GMV_DAYS}&state=finished", "state"),
        (f"{GMV_DAYS}&revision=first", "revision"),
        (f"{GMV_DAYS}&next=abc", "next"),
        (f"{GMV_DAYS}&next=W10", "next"),
        (f"{GMV_DAYS}&limit=0", "limit"),
        (f"{GMV_DAYS}&format=xml", "format"),
    ],
)
def test_a_wrong_question_is_refused_by_the_name_of_its_parameter(api: Api, query: str, field: str) -> None:
    problem = api.refusal(query)
    assert problem["field"] == field
    assert field in problem["message"]


def test_another_shop_is_forbidden(api: Api) -> None:
    assert api.refusal(GMV_DAYS, shop="s2")["code"] == "forbidden"


def test_an_unknown_shop_is_not_an_empty_answer(api: Api) -> None:
    api.client.headers["Authorization"] = f"Bearer {api.key_of_all_shops}"
    assert api.refusal(GMV_DAYS, shop="s3")["code"] == "unknown_shop"
    assert api.rows(GMV_DAYS, shop="s2") == []


def test_a_table_has_the_scopes_as_columns(api: Api) -> None:
    api.keep(line(-5, metric="net_sales", scope={"item_id": "i1"}, is_final=True))
    [row] = api.table("metric=net_sales&window=day&by=item_id&format=csv")
    assert (row["item_id"], row["value"], row["state"]) == ("i1", "-5", "final")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_of_a_table_starts_a_formula(api: Api, name: str) -> None:
    api.keep(line(1, scope={"item_id": name}))
    [row] = api.table(f"{GMV_DAYS}&by=item_id&format=csv")
    assert row["item_id"] == f"'{name}"


def test_a_table_is_also_had_by_asking_for_its_media_type(api: Api) -> None:
    api.keep(line(1), line(2, day="2026-11-20"))
    answer = api.client.get(f"/v1/shops/s1/metrics?{GMV_DAYS}&limit=1", headers={"Accept": "text/csv"})
    assert answer.text.count("\r\n") == 2
    following = answer.links["next"]["url"]
    assert "next=" in following
    assert api.client.get(following, headers={"Accept": "text/csv"}).text.count("\r\n") == 2


def test_the_catalogue_names_every_metric(api: Api) -> None:
    entries = api.client.get("/v1/metrics/catalogue").json()["metrics"]
    assert [entry["id"] for entry in entries] == list(CATALOGUE)
    assert entries[0]["zh"] == "成交额"


def test_without_a_key_nothing_is_answered(api: Api) -> None:
    for path in (f"/v1/shops/s1/metrics?{GMV_DAYS}", "/v1/metrics/catalogue"):
        assert api.client.get(path, headers={"Authorization": ""}).status_code == 401
