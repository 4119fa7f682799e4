"""Prices of 22 cosmetics shops before Double 11 as events (story D4); read from beside the project, never copied.

Equal rows are sent once (the truth drops them too); each other one becomes `competitor.observed` of its day, the
shop's name as `competitor_id`, with the page's sales counter as `units_sold_total` where there is one.

The truth's lists of items, lowest, highest and summed prices by shop and day are no figures of ours.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.data.dataset import DataSet, Event, Replay, Row, in_order, reported
from tests.data.figures import Expected, Found, Key

SET = DataSet("tmall_cosmetics")
ZONE = "Asia/Shanghai"
SHOP = "tmall-cosmetics"
NAMED = 15  # moves that a row names


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


def ups_and_downs(_: datetime, found: Found) -> list[str]:
    """How many went up and down each day, and by how much each that is named beside the number."""
    wrong, moves = [], SET.truth("price_changes")
    for day in SET.summary()["dates"]:
        said = dict(found[Key("peer_price_moves", "day", (), day)].parts or {})
        today = [row for row in moves if row["date"] == day]
        wanted = {f"move {row['shop']} {row['id']}": Fraction(row["pct"]) for row in today}
        ups = sum(move > 0 for move in wanted.values())
        if (said.pop("up"), said.pop("down")) != (ups, len(today) - ups):
            wrong.append(f"{day}: not {ups} up of {len(today)}")
        if len(said) != min(NAMED, len(today)):
            wrong.append(f"{day}: {len(said)} moves named of {len(today)}")
        wrong += [f"{day}: {name} by {move}" for name, move in said.items() if not _is_by(wanted[name], move)]
    return wrong


def _is_by(wanted: Fraction, move: object) -> bool:
    return abs(wanted - Fraction(str(move))) <= Fraction(1, 1_000_000)


REPLAY = Replay(SHOP, SET, ZONE, "CNY", 2, events, expected, (ups_and_downs,))
REPLAYS = (REPLAY,)
