"""From a figure of the read API back to the events that were sent, over the real broker."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.system.running import Stack, eventually

SHOP = "lineage"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=0, minute=0, second=0, microsecond=0)
DAY = TODAY - timedelta(days=2)


def paid(order: str, at: datetime) -> dict[str, Any]:
    """One order."""
    data = {"order_id": order, "buyer_id": f"buyer of {order}", "amount_minor": 500}
    envelope = {"specversion": "1.0", "id": f"paid:{order}", "source": "/s/shop", "type": "order.paid"}
    return {**envelope, "time": at.isoformat(), "shopid": SHOP, "history": True, "data": data}


def test_a_days_figure_leads_to_its_orders_and_to_no_others(stack: Stack) -> None:
    key = stack.create_key(SHOP)
    orders = [paid(f"o{number}", DAY + timedelta(hours=number)) for number in range(20)]
    others = [paid(f"x{number}", DAY - timedelta(hours=1 + number)) for number in range(5)]
    with stack.client("ingest", key) as client:
        for each in (*orders, *others):
            assert client.post("/v1/events", json=each).status_code == 202
    where = {"metric": "gmv", "window": "day", "start": DAY.isoformat()}
    with stack.client("analyzer", "read") as client:
        rows = f"/v1/shops/{SHOP}/metrics?metric=gmv&window=day&state=final"
        eventually(lambda: 10_000 in [row["value"] for row in client.get(rows).json()["rows"]], 60)
        seen: list[dict[str, Any]] = []
        more: dict[str, str] = {}
        while True:
            asked = {**where, **more, "limit": "7"}
            answer = client.get(f"/v1/shops/{SHOP}/metrics/lineage", params=asked).json()
            seen += answer["events"]
            if "next" not in answer:
                break
            more = {"next": answer["next"]}
    assert answer["row"]["value"] == 10_000
    assert not answer["source"]["estimated"]
    assert [each["id"] for each in seen] == [each["id"] for each in orders]
    assert {each["counted"] for each in seen} == {True}
    first, last = answer["source"]["from_offset"], answer["source"]["to_offset"]
    assert all(first <= each["offset"] <= last for each in seen)
    assert "buyer of" not in str(seen)
