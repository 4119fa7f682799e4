"""Online Retail as a system test plays it: which days are sent, at what pace, and what the API must answer."""

import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

import httpx

from tests.data import online_retail
from tests.system.nemesis import until

UNTIL = date.fromisoformat(os.environ.get("DIANZHANG_RETAIL_UNTIL", "2010-12-05"))
SETTLE_SECONDS = 3_600.0
BACK_SECONDS = 180.0
COMING_BACK = (404, 503)  # a worker that has just begun may not know its shops yet
COLUMNS = {
    "gmv": "gross_revenue",
    "refund_amount": "cancelled_amount",
    "net_sales": "net_revenue",
    "orders": "orders",
}
Events = list[dict[str, Any]]


def parts(plain: str, rough: str, seed: int) -> Iterator[Events]:
    """Day after day in portions: one shop as it was, the other with everything twice and in disorder."""
    dice = random.Random(seed)
    for (_, in_order), (_, again) in zip(by_day(events(plain)), by_day(events(rough)), strict=True):
        for portion in (in_order, dice.sample(again, len(again)), dice.sample(again, len(again))):
            middle = len(portion) // 2
            yield portion[:middle]
            yield portion[middle:]


def events(shop: str) -> list[dict[str, Any]]:
    """The events of the days that are sent, in their order."""
    return [event for event in online_retail.events(shop) if _day(event["time"]) < UNTIL]


def by_day(events: Sequence[dict[str, Any]]) -> list[tuple[date, list[dict[str, Any]]]]:
    return [(day, list(group)) for day, group in groupby(events, key=lambda event: _day(event["time"]))]


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(online_retail.LONDON).date()


def truth(metric: str) -> dict[date, int]:
    """The published figure of each day with trade, money in minor units."""
    convert = int if metric == "orders" else online_retail.minor
    published = {date.fromisoformat(row["day"]): row[COLUMNS[metric]] for row in online_retail.truth("daily")}
    return {day: convert(value) for day, value in published.items() if day < UNTIL}


def settle(analyzer: str, key: str, shops: Sequence[str]) -> None:
    """Wait until the shops' whole log is counted, durable, said and stored, no revision owed; `analyzer` is a URL."""
    with _client(analyzer, key) as client:
        for shop in shops:
            end = _progress(client, shop)["offsets"]["end"] or 0
            until(partial(_is_counted, client, shop, end), SETTLE_SECONDS, f"{shop} is counted")
            end = _progress(client, shop)["history"]["end"] or 0
            until(partial(_is_stored, client, shop, end), SETTLE_SECONDS, f"{shop} is stored")


def _is_counted(client: httpx.Client, shop: str, end: int) -> bool:
    told = _progress(client, shop)
    return (
        bool(told["watermark"]) and told["offsets"]["checkpointed"] >= end and not told["pending_revisions"]
    )


def _is_stored(client: httpx.Client, shop: str, end: int) -> bool:
    return (_progress(client, shop)["history"]["stored"] or 0) >= end


def _progress(client: httpx.Client, shop: str) -> dict[str, Any]:
    return answer(client, f"/v1/shops/{shop}/progress")


def answer(client: httpx.Client, path: str, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a service says, asked again for as long as it may take to come back: a worker in doubt ends itself."""
    deadline = time.monotonic() + BACK_SECONDS
    while True:
        try:
            said = client.get(path, params=asked)
            if said.status_code not in COMING_BACK:
                return dict(said.raise_for_status().json())
            why = said.text
        except httpx.TransportError as error:
            why = repr(error)
        assert time.monotonic() < deadline, f"{path} is not answered: {why}"
        time.sleep(1)


def _client(analyzer: str, key: str) -> httpx.Client:
    return httpx.Client(base_url=analyzer, headers={"Authorization": f"Bearer {key}"}, timeout=60)


def days(analyzer: str, key: str, shop: str) -> dict[str, dict[date, int]]:
    """Metric -> day -> value of the days with trade, as a client reads them, page by page."""
    last = UNTIL + timedelta(days=1)
    asked = {"metric": ",".join(COLUMNS), "window": "day", "from": "2010-12-01", "to": str(last)}
    found: dict[str, dict[date, int]] = {metric: {} for metric in COLUMNS}
    with _client(analyzer, key) as client:
        while True:
            page = client.get(f"/v1/shops/{shop}/metrics", params=asked).raise_for_status().json()
            for row in page["rows"]:
                assert row["state"] == "final"
                found[row["metric"]][_day(row["start"])] = row["value"]
            if "next" not in page:
                break
            asked["next"] = page["next"]
    traded = truth("orders")
    return {
        metric: {day: v for day, v in values.items() if day in traded} for metric, values in found.items()
    }
