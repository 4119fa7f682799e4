from typing import Any

import pytest

from services.analyzer.history.lines import epoch
from services.contracts.topics import partition_of
from tests.analyzer.history.rows import line
from tests.analyzer.lineage.log import MemoryPartition, event, paid
from tests.analyzer.routes.conftest import Api

DAY = "2026-11-19"
ROW = f"metric=gmv&window=day&start={DAY}"
NOON = f"{DAY}T12:00:00+08:00"
AT = epoch(f"{DAY}T00:00:00+08:00")


def day_row(value: int = 300, **more: Any) -> bytes:
    """The day's final sales."""
    day = {"kind": "day", "start": f"{DAY}T00:00:00+08:00", "end": "2026-11-20T00:00:00+08:00"}
    return line(value, is_final=True, window=day, **more)


def asked(api: Api, query: str) -> dict[str, Any]:
    """An answer that must succeed."""
    answer = api.client.get(f"/v1/shops/s1/metrics/lineage?{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def refused(api: Api, query: str) -> dict[str, Any]:
    """The problem that a query must get."""
    answer = api.client.get(f"/v1/shops/s1/metrics/lineage?{query}")
    assert answer.headers["content-type"] == "application/problem+json"
    return dict(answer.json())


def test_a_row_leads_to_its_records_and_their_events_without_their_contents(api: Api) -> None:
    log = api.log.partition
    log.append(AT, b"{}", is_tick=True)
    log.append(AT, paid("o1", NOON, buyer_id="canary"), paid("o9", "2026-11-18T12:00:00+08:00"))
    log.append(AT, event("order.refunded", "r1", NOON, refund_id="r1", amount_minor=5), paid("o2", NOON))
    log.append(AT, paid("o3", NOON))
    api.keep(day_row(200, from_offset=1, to_offset=2))
    answer = asked(api, ROW)
    assert answer["source"] == {
        "topic": "shop.events",
        "partition": partition_of("s1"),
        "from_offset": 1,
        "to_offset": 2,
        "estimated": False,
    }
    assert [(e["id"], e["type"], e["offset"], e["line"]) for e in answer["events"]] == [
        ("o1", "order.paid", 1, 0),
        ("o2", "order.paid", 2, 1),
    ]
    assert answer["row"]["value"] == 200
    assert answer["event_types"] == ["order.paid", "order.created", "order.excluded"]
    assert "gone" not in answer
    assert "canary" not in str(answer)


def test_each_revision_has_records_of_its_own(api: Api) -> None:
    for number in range(4):
        api.log.partition.append(AT, paid(f"o{number}", NOON))
    api.keep(day_row(100, from_offset=0, to_offset=1), day_row(150, revision=2, from_offset=0, to_offset=3))
    assert len(asked(api, ROW)["events"]) == 4
    assert len(asked(api, f"{ROW}&revision=1")["events"]) == 2
    problem = refused(api, f"{ROW}&revision=7")
    assert (problem["code"], problem["field"]) == ("no_such_row", "revision")
    assert "1, 2" in problem["message"]


def test_what_retention_has_removed_is_said(api: Api) -> None:
    api.log.partition = MemoryPartition(first=2)
    for number in range(4):
        api.log.partition.append(AT, paid(f"o{number}", NOON))
    api.keep(day_row(from_offset=0, to_offset=3))
    answer = asked(api, ROW)
    assert answer["gone"] == {"from_offset": 0, "to_offset": 1}
    assert [each["id"] for each in answer["events"]] == ["o2", "o3"]


def test_of_a_row_that_is_gone_as_a_whole_nothing_is_left_to_show(api: Api) -> None:
    api.log.partition = MemoryPartition(first=4)
    for number in range(5):
        api.log.partition.append(AT, paid(f"o{number}", NOON))
    api.keep(day_row(from_offset=0, to_offset=2))
    answer = asked(api, ROW)
    assert (answer["gone"], answer["events"]) == ({"from_offset": 0, "to_offset": 2}, [])


def test_an_estimate_says_that_the_beginning_may_be_gone(api: Api) -> None:
    api.log.partition = MemoryPartition(first=1)
    for number in range(3):
        api.log.partition.append(AT, paid(f"o{number}", NOON))
    api.keep(day_row())
    answer = asked(api, ROW)
    assert answer["source"]["estimated"]
    assert answer["gone"] == {"to_offset": 0}


def test_pages_follow_one_another(api: Api) -> None:
    for number in range(3):
        api.log.partition.append(AT, paid(f"o{number}a", NOON), paid(f"o{number}b", NOON))
    api.keep(day_row(from_offset=0, to_offset=2))
    seen, query = [], f"{ROW}&limit=4"
    while query:
        answer = asked(api, query)
        seen += [each["id"] for each in answer["events"]]
        query = f"{ROW}&limit=4&next={answer['next']}" if "next" in answer else ""
    assert seen == ["o0a", "o0b", "o1a", "o1b", "o2a", "o2b"]


def test_the_row_of_a_scope_is_found_by_its_keys(api: Api) -> None:
    api.log.partition.append(AT, paid("o1", NOON, item="i1"), paid("o2", NOON, item="i2"))
    api.keep(day_row(100, scope={"item_id": "i2"}, from_offset=0, to_offset=0))
    assert [each["id"] for each in asked(api, f"{ROW}&item_id=i2")["events"]] == ["o2"]
    assert refused(api, f"{ROW}&item_id=i3")["status"] == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (f"window=day&start={DAY}", "metric"),
        (f"metric=gmv,orders&window=day&start={DAY}", "metric"),
        (f"metric=gmw&window=day&start={DAY}", "metric"),
        (f"metric=gmv&start={DAY}", "window"),
        ("metric=gmv&window=day", "start"),
        ("metric=gmv&window=day&start=soon", "start"),
        (f"{ROW}&revision=0", "revision"),
        (f"{ROW}&revision=one", "revision"),
        (f"{ROW}&item_id=i1&item_id=i2", "item_id"),
        (f"{ROW}&colour=red", "colour"),
        (f"{ROW}&by=item_id", "by"),
        (f"{ROW}&next=abc", "next"),
        (f"{ROW}&limit=1001", "limit"),
    ],
)
def test_a_wrong_question_is_refused_by_the_name_of_its_parameter(api: Api, query: str, field: str) -> None:
    api.keep(day_row(from_offset=0, to_offset=0))
    problem = refused(api, query)
    assert (problem["status"], problem["field"]) == (422, field)
    assert field in problem["message"]


def test_another_shop_is_forbidden(api: Api) -> None:
    assert api.client.get(f"/v1/shops/s2/metrics/lineage?{ROW}").status_code == 403


def test_a_row_leads_as_far_back_as_the_shop_itself_looks_back(api: Api) -> None:
    log = api.log.partition
    log.append(AT - 400 * 86_400, paid("o1", "2025-10-15T12:00:00+08:00", buyer_id="b1"))
    log.append(AT, paid("o2", NOON, buyer_id="b1"))
    api.keep(day_row(1, metric="new_buyers", from_offset=1, to_offset=1))
    query = f"metric=new_buyers&window=day&start={DAY}"
    assert [each["id"] for each in asked(api, query)["events"]] == ["o2"]
    api.further["new_buyer_days"] = 100
    assert [each["id"] for each in asked(api, query)["events"]] == ["o1", "o2"]
