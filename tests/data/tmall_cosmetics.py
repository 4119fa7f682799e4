"""Prices of 22 cosmetics shops before Double 11 as events (story D4); read from beside the project, never copied.

Equal rows are sent once (the truth drops them too); each other one becomes `competitor.observed` of its day, the
shop's name as `competitor_id`, with the page's sales counter as `units_sold_total` where there is one.

The truth's lists of items, lowest, highest and summed prices by shop and day are no figures of ours.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.data.dataset import DataSet, Event, Replay, Row, in_order, reported
from tests.data.figures import Expected

SET = DataSet("tmall_cosmetics")
ZONE = "Asia/Shanghai"
SHOP = "tmall-cosmetics"


def events(_: datetime) -> Iterator[Event]:
    """All observations, day after day."""
    yield REPLAY.configured()
    rows = SET.rows("cosmetic.csv.gz")
    distinct = {tuple(row.items()): row for row in rows}.values()
    yield from in_order(_observed(row) for row in distinct)


def _observed(row: Row) -> Event:
    day = datetime.strptime(row["update_time"], "%Y/%m/%d").strftime("%Y-%m-%d")  # noqa: DTZ007 - a day
    data = {
        "day": day,
        "competitor_id": row["店名"],
        "peer_item_id": row["id"],
        "price_minor": int(Decimal(row["price"]).scaleb(2)),
        "units_sold_total": int(row["sale_count"]) if row["sale_count"] else None,
    }
    event_id = f"seen:{day}:{row['店名']}:{row['id']}"
    return reported(SHOP, "competitor.observed", event_id, ZoneInfo(ZONE), data)


def expected(_: datetime) -> Iterator[Expected]:
    """Changed prices of each day; the first day has nothing before it."""
    changes = Counter(row["date"] for row in SET.truth("price_changes"))
    for day in SET.summary()["dates"]:
        yield Expected("peer_price_moves", "day", day, changes[day])


REPLAY = Replay(SHOP, SET, ZONE, "CNY", 2, events, expected)
REPLAYS = (REPLAY,)
