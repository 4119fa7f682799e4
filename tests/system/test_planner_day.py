"""A shop with a month target and two weeks of days: goals that add up, a morning report, attainment live."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest

from services.contracts.topics import GOALS
from tests.system.metric_rows import values
from tests.system.running import Stack

SHOP = "planned"
DAYS = 14
WAIT_SECONDS = 180.0
LIVE_SECONDS = 60.0  # ten on an idle machine
# source -> (visitors, buyers, minor units each) of a usual day and of the judged one (planning.md P7)
USUAL = {"search": (100, 2, 10_000), "ppc": (50, 1, 10_000)}
JUDGED = {"search": (1100, 22, 9_500), "ppc": (300, 3, 12_000)}


def afternoon_zone(now: datetime) -> str:
    """A zone without seasons in which it is about two in the afternoon: today can be judged."""
    ahead = (14 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{'-' if ahead >= 0 else '+'}{abs(ahead)}"


ZONE_NAME = afternoon_zone(datetime.now(UTC))
ZONE = ZoneInfo(ZONE_NAME)
TODAY = datetime.now(ZONE).date()
YESTERDAY = TODAY - timedelta(days=1)


def event(name: str, event_id: str, moment: datetime, **data: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": event_id, "source": "/planned/till", "type": name, "time": moment.isoformat(),
        "shopid": SHOP, "data": data, "history": True,
    }  # fmt: skip


def visits_and_orders(day: date, sources: dict[str, tuple[int, int, int]]) -> Iterator[dict[str, Any]]:
    start = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=9)
    for source, (visitors, buyers, amount) in sources.items():
        for number in range(visitors):
            who, moment = f"{day}-{source}-{number}", start + timedelta(seconds=20 * number)
            yield event(
                "page.viewed", f"v-{who}", moment, view_id=f"v-{who}", visitor_id=who, page_type="home",
                traffic_source=source, device="mobile",
            )  # fmt: skip
            if number < buyers:
                line = {
                    "line_id": "1",
                    "item_id": "i1",
                    "qty": 1,
                    "unit_price_minor": amount,
                    "amount_minor": amount,
                }
                yield event(
                    "order.paid", f"o-{who}", moment + timedelta(seconds=5), order_id=f"o-{who}", buyer_id=who,
                    visitor_id=who, amount_minor=amount, lines=[line],
                )  # fmt: skip


def spending(day: date, cost: int) -> dict[str, Any]:
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZONE)
    return event(
        "ad.reported", f"ad-{day}", end, day=day.isoformat(), traffic_source="ppc", impressions=5000, clicks=50,
        cost_minor=cost, as_of=end.isoformat(), revision=1,
    )  # fmt: skip


def post(client: httpx.Client, events: list[dict[str, Any]]) -> None:
    for at in range(0, len(events), 500):
        answer = client.post("/v1/events", json=events[at : at + 500])
        assert answer.status_code == 202, answer.text
        assert answer.json()["rejected"] == 0, answer.text


def eventually(look: Any, what: str) -> Any:
    """What `look` finds once it is truthy."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.5)
    pytest.fail(f"{what} did not come within {WAIT_SECONDS:g} s")


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Stack:
    """Two weeks are sent, then yesterday's and the months' targets are set."""
    key = stack.create_key(SHOP, "write", "--timezone", ZONE_NAME)
    with stack.client("planner", key) as planner, stack.client("ingest", key) as ingest:
        for period, target in targets().items():
            answer = planner.put(
                f"/v1/shops/{SHOP}/targets/{period}", json={"plan_metric": "gmv", "target": target}
            )
            assert answer.status_code == 202, answer.text
        for back in range(DAYS, 0, -1):
            day = TODAY - timedelta(days=back)
            is_judged = day == YESTERDAY
            post(ingest, [*visits_and_orders(day, JUDGED if is_judged else USUAL), spending(day, 30_000)])
        post(ingest, list(visits_and_orders(TODAY, {"search": (20, 1, 10_000)})))
    return stack


def targets() -> dict[str, int]:
    months = sorted({YESTERDAY.isoformat()[:7], TODAY.isoformat()[:7]})
    return {YESTERDAY.isoformat(): 300_000, **dict.fromkeys(months, 9000000)}


def report(stack: Stack) -> dict[str, Any] | None:
    with stack.client("planner", "read") as planner:
        answer = planner.get(f"/v1/shops/{SHOP}/reports/morning", params={"date": TODAY.isoformat()})
    body: dict[str, Any] = answer.json()
    if answer.status_code != 200 or not body["sections"][1]["rows"]:
        return None
    return body if body["sections"][0]["rows"][0]["attainment"] == 0.816667 else None


def test_the_morning_report_explains_yesterday_in_money(shop: Stack) -> None:
    found = eventually(lambda: report(shop), "the report")
    assert (found["report_id"], found["period"]) == (f"morning-{TODAY}", YESTERDAY.isoformat())

    def contributions() -> dict[str, tuple[int, int, int]] | None:
        rows = {row["traffic_source"]: row for row in (report(shop) or found)["sections"][1]["rows"]}
        if {"search", "ppc"} - set(rows):
            return None
        names = ("visitors", "conversion", "value_per_buyer")
        told = {source: tuple(rows[source][name] for name in names) for source in ("search", "ppc")}
        return told if told["ppc"] == (-32_667, -43_667, 12_334) else None

    told = eventually(contributions, "the worked example")
    assert told["search"] == (19_500, 0, -10_500)
    rows = {row["traffic_source"]: row for row in (report(shop) or found)["sections"][1]["rows"]}
    assert rows["ppc"]["source_cost"] == 30_000
    assert rows[None]["contribution"] == -55_000


def test_the_plan_adds_up_down_to_days_over_http_and_on_the_stream(shop: Stack) -> None:
    month = TODAY.isoformat()[:7]

    def planned() -> dict[str, Any]:
        with shop.client("planner", "read") as planner:
            return planner.get(f"/v1/shops/{SHOP}/plan", params={"period": month}).json()["root"]

    root = planned()
    assert sum(day["baseline"] for day in root["children"]) == root["baseline"] == 9_000_000

    def said() -> dict[tuple[str, str], int]:
        found = {}
        for value in values(shop.broker, GOALS):
            for line in value.split(b"\n"):
                told = msgspec.json.decode(line)
                if (
                    told["shopid"] == SHOP
                    and told["type"] == "goal.cascaded"
                    and set(told["data"]["scope"]) == {"shop_id"}
                ):
                    found[told["data"]["level"], told["data"]["period"]] = told["data"]["current"]
        return found

    def agree() -> bool:
        """A plan that is split anew while it is read says so on the stream a moment later."""
        goals, days = said(), planned()["children"]
        return len(days) > 0 and all(goals.get(("day", day["period"])) == day["current"] for day in days)

    eventually(agree, "the same plan over HTTP and on the stream")


def test_today_is_judged_live_against_its_path(shop: Stack) -> None:
    def live() -> dict[str, Any] | None:
        with shop.client("analyzer", "read") as analyzer:
            start = datetime.combine(TODAY, datetime.min.time(), ZONE)
            answer = analyzer.get(
                f"/v1/shops/{SHOP}/metrics",
                params={
                    "metric": "attainment", "window": "live", "from": start.isoformat(), "plan_metric": "gmv",
                    "to": (start + timedelta(days=1)).isoformat(),
                },
            )  # fmt: skip
        rows = answer.json().get("rows", []) if answer.status_code == 200 else []
        return rows[0] if rows and rows[0]["value"] is not None else None

    first = eventually(live, "live attainment")
    key = shop.create_key(SHOP)
    now = datetime.now(ZONE)
    with shop.client("ingest", key) as ingest:
        line = {"line_id": "1", "item_id": "i1", "qty": 1, "unit_price_minor": 20_000, "amount_minor": 20_000}
        order = event(
            "order.paid", "o-live", now, order_id="o-live", buyer_id="live", amount_minor=20_000, lines=[line]
        ) | {"history": False}
        post(ingest, [order])
    began = time.monotonic()
    eventually(lambda: (row := live()) and row["value"] > first["value"], "a higher attainment")
    assert time.monotonic() - began < LIVE_SECONDS
