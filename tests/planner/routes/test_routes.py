"""Targets, plan and reports over HTTP, with keys, as architecture 9 fixes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services.contracts.envelope import Envelope
from services.contracts.events.plans import PlanDaySet, PlanMonthSet, PlanQuarterSet, PlanYearSet
from services.planner.routes import plan, reports, targets
from services.runtime.access import keys
from services.runtime.access.keys import Keyring
from services.runtime.access.opening import open_access
from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.kafka.producer import NotAcknowledged
from services.runtime.settings import Stack
from tests.planner.shop import SHOP, LivedShop, at

DAY = date(2026, 8, 10)


class Stream:
    """Where targets go; `is_away` is a broker that does not answer."""

    def __init__(self) -> None:
        self.events: list[Envelope] = []
        self.is_away = False

    async def say(self, events: list[Envelope]) -> None:
        if self.is_away:
            raise NotAcknowledged("nobody answers")
        self.events += events


@pytest.fixture
def shop() -> LivedShop:
    lived = LivedShop(now=at(DAY, 9, 30))
    lived.target("2026-08", 3_100_000, at(date(2026, 8, 1)))
    for back in range(9, 0, -1):
        lived.closes(DAY - timedelta(days=back), 90_000)
    lived.settle()
    return lived


@pytest.fixture
def stream() -> Stream:
    return Stream()


@pytest.fixture
def client(shop: LivedShop, stream: Stream, tmp_path: Path) -> Iterator[TestClient]:
    access = open_access(Stack(data_dir=tmp_path))
    made = {scope: keys.create(access, SHOP, scope).key for scope in ("read", "write")}  # type: ignore[arg-type]
    routers = [
        targets.router(stream.say, shop.clock),
        plan.router(shop.engine, shop.clock),
        reports.router(shop.engine, shop.clock),
    ]
    app = create_app("planner", "planner", Health(), routers=routers)
    app.state.keyring, app.state.keys = Keyring(access), made
    with TestClient(app) as client:
        yield client


def by(client: TestClient, scope: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.app.state.keys[scope]}"}  # type: ignore[attr-defined]


def put(client: TestClient, period: str, **body: object) -> int:
    answer = client.put(f"/v1/shops/{SHOP}/targets/{period}", json=body, headers=by(client, "write"))
    return answer.status_code


def test_a_target_of_any_period_becomes_its_event(client: TestClient, stream: Stream) -> None:
    for period in ("2027", "2027-Q1", "2027-01", "2027-01-15"):
        assert put(client, period, plan_metric="gmv", target=1_000) == 202
    assert [type(event) for event in stream.events] == [PlanYearSet, PlanQuarterSet, PlanMonthSet, PlanDaySet]
    assert put(client, "2027-01", plan_metric="units", target=5, budget_minor=100) == 202
    assert stream.events[-1].data.budget_minor == 100  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("period", "body", "field"),
    [
        ("2027-13", {"target": 1}, "period"),
        ("soon", {"target": 1}, "period"),
        ("2027-01", {"target": -1}, "target"),
        ("2027-01", {"target": 1.5}, "target"),
        ("2027-01", {}, "target"),
        ("2027-01", {"target": 1, "plan_metric": "profit"}, "plan_metric"),
        ("2027-01-15", {"target": 1, "budget_minor": 1}, "budget_minor"),
        ("2027-01", {"target": 1, "surprise": 1}, "surprise"),
    ],
)
def test_a_target_that_is_none_is_refused_by_its_field(
    client: TestClient, stream: Stream, period: str, body: dict[str, object], field: str
) -> None:
    answer = client.put(f"/v1/shops/{SHOP}/targets/{period}", json=body, headers=by(client, "write"))
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert stream.events == []


def test_without_the_broker_a_target_is_asked_for_again(client: TestClient, stream: Stream) -> None:
    stream.is_away = True
    answer = client.put(f"/v1/shops/{SHOP}/targets/2027", json={"target": 1}, headers=by(client, "write"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_reading_needs_a_read_key_and_writing_a_write_key(client: TestClient) -> None:
    where = f"/v1/shops/{SHOP}"
    assert client.get(f"{where}/plan").status_code == 401
    assert client.get(f"{where}/plan", headers=by(client, "write")).status_code == 403
    assert (
        client.put(f"{where}/targets/2027", json={"target": 1}, headers=by(client, "read")).status_code == 403
    )
    assert client.get("/v1/shops/other/plan", headers=by(client, "read")).status_code == 403


def test_the_plan_of_a_month_adds_up_and_says_what_is_closed(client: TestClient) -> None:
    answer = client.get(
        f"/v1/shops/{SHOP}/plan", params={"period": "2026-08"}, headers=by(client, "read")
    ).json()
    root = answer["root"]
    assert answer["plan_metric"] == "gmv"
    assert answer["cascade_id"].startswith("cs_")
    assert (root["level"], root["period"], root["baseline"]) == ("month", "2026-08", 3_100_000)
    assert sum(day["baseline"] for day in root["children"]) == 3_100_000
    left = [day for day in root["children"] if not day["is_closed"]]
    assert sum(day["current"] for day in left) == 3_100_000 - 9 * 90_000
    first = root["children"][0]
    assert (first["actual"], first["attainment"], first["weight"]) == (90_000, 0.9, 1.0)
    assert first["factors"] == {"month": 1.0, "weekday": 1.0, "holiday": 1.0, "campaign": 1.0}
    assert root["attainment"] == 0.9


def test_a_year_goes_down_to_days_and_a_department_has_its_own_goal(client: TestClient) -> None:
    read = by(client, "read")
    year = client.get(f"/v1/shops/{SHOP}/plan", params={"period": "2026"}, headers=read).json()["root"]
    assert [child["level"] for child in year["children"]] == ["quarter"]
    params = {"period": "2026-08", "scope": "department:OPS"}
    goal = client.get(f"/v1/shops/{SHOP}/plan", params=params, headers=read).json()["root"]
    assert (goal["level"], goal["scope"]["department"], goal["baseline"]) == ("department", "OPS", 3_100_000)


def test_a_period_without_a_plan_says_so(client: TestClient) -> None:
    read = by(client, "read")
    for period, status, code in (("2031", 404, "no_plan"), ("2026-99", 422, "invalid")):
        answer = client.get(f"/v1/shops/{SHOP}/plan", params={"period": period}, headers=read)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_morning_report_tells_of_the_day_before_its_date(client: TestClient) -> None:
    answer = client.get(
        f"/v1/shops/{SHOP}/reports/morning", params={"date": DAY.isoformat()}, headers=by(client, "read")
    ).json()
    assert (answer["report_id"], answer["period"]) == ("morning-2026-08-10", "2026-08-09")
    assert [section["id"] for section in answer["sections"]] == ["verdict", "explain", "items", "alerts"]
    assert all({"zh", "en"} == set(each) for section in answer["sections"] for each in section["sentences"])
    latest = client.get(f"/v1/shops/{SHOP}/reports/morning", headers=by(client, "read")).json()
    assert latest == answer


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("reports/weekly", 501, "not_available_yet"),
        ("reports/department", 501, "not_available_yet"),
        ("reports/poem", 404, "unknown_report"),
        ("reports/morning?date=2026-08-11", 404, "not_closed"),
        ("reports/morning?date=soon", 422, "invalid"),
        ("tasks", 501, "not_available_yet"),
    ],
)
def test_what_is_not_there_yet_says_so(client: TestClient, path: str, status: int, code: str) -> None:
    answer = client.get(f"/v1/shops/{SHOP}/{path}", headers=by(client, "read"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
