"""The sample shop on a whole stack: its days are counted, and its wrong coupon pages by a signed webhook."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.console.sample import book as books
from services.console.sample.calendar import sample_day, shop_day
from services.runtime.clock import SystemClock
from tests.system.ports import free_base
from tests.system.running import Stack, eventually, running_stack

pytestmark = pytest.mark.slow
COUNTED_SECONDS = 240.0
PAGED_SECONDS = 240.0


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("sample") / "data", free_base()) as stack:
        yield stack


def test_the_wrong_coupons_webhook_is_delivered_to_the_receiver(shop: Stack) -> None:
    endpoint = eventually(lambda: _registered(shop))
    with shop.client("alerts") as alerts:
        eventually(lambda: _delivered(alerts, "below_floor_sale"), PAGED_SECONDS)
        deliveries = alerts.get(f"/v1/endpoints/{endpoint}/deliveries").json()["deliveries"]
    assert deliveries


def test_yesterdays_orders_are_counted_as_the_fortnight_has_them(shop: Stack) -> None:
    yesterday = shop_day(SystemClock().now()) - timedelta(days=1)
    day = books.read().days[sample_day(yesterday)]
    with shop.client("analyzer", "read") as analyzer:
        eventually(lambda: _figure(analyzer, "gmv", yesterday.isoformat()) == day.sales, COUNTED_SECONDS)
        assert _figure(analyzer, "orders", yesterday.isoformat()) == len(day.orders)


def test_today_has_a_target_and_moves(shop: Stack) -> None:
    today = shop_day(SystemClock().now())
    with shop.client("planner", "read") as planner:
        plan = eventually(lambda: _plan(planner, f"{today:%Y-%m}"), COUNTED_SECONDS)
    days = {node["period"]: node for node in plan["root"]["children"] if node["level"] == "day"}
    assert days[today.isoformat()]["current"] > 0
    with shop.client("analyzer", "read") as analyzer:
        eventually(lambda: (_figure(analyzer, "visitors", today.isoformat()) or 0) > 0, COUNTED_SECONDS)


def _registered(shop: Stack) -> str | None:
    """The receiver's endpoint, once the services are ready and alerts knows it."""
    file = shop.data / "receiver.json"
    text = file.read_text() if file.exists() else ""
    return str(json.loads(text)["id"]) if text else None


def _delivered(alerts, rule: str) -> bool:  # type: ignore[no-untyped-def]
    found = alerts.get("/v1/alerts", params={"shop": "demo", "rule": rule}).json()["alerts"]
    if not found:
        return False
    told = alerts.get(f"/v1/alerts/{found[0]['alert_id']}").json()["deliveries"]
    return any(each.get("status") == "delivered" or each.get("delivered_at") for each in told)


def _figure(analyzer, metric: str, day: str):  # type: ignore[no-untyped-def]
    period = {"from": f"{day}T00:00:00Z", "to": f"{day}T00:00:01Z"}
    rows = analyzer.get(
        "/v1/shops/demo/metrics", params={"metric": metric, "window": "day", **period}
    ).json()["rows"]
    return rows[0]["value"] if rows else None


def _plan(planner, month: str):  # type: ignore[no-untyped-def]
    answer = planner.get("/v1/shops/demo/plan", params={"period": month})
    return answer.json() if answer.status_code == 200 else None
