"""Reported rows: adverts in several grains, restated; costs; keywords, impressions, ranks, ratings, losses, checks."""

from datetime import datetime, timedelta
from typing import Any

from tests.analyzer.shopdays.browsing import ITEMS
from tests.analyzer.shopdays.telling import Teller, stamp

GRAINS: tuple[dict[str, Any], ...] = (
    {},
    {"item_id": "i1"},
    {"item_id": "i2", "keyword": "连衣裙"},
    {"keyword": "Dress "},
    {"hour": 9},
    {"hour": 14},
    {"campaign_id": "c1", "item_id": "i1"},
)


def report(teller: Teller) -> None:
    """The rows of each day, told when it is over or before, and told again."""
    for number in range(teller.days):
        day_end = teller.first + timedelta(days=number + 1)
        adverts(teller, number, day_end)
        others(teller, number, day_end)
        if teller.maybe(0.6):
            book(teller, number, day_end)


def adverts(teller: Teller, number: int, end: datetime) -> None:
    """Adverts of a day in a few grains, the same for each source: a partial row, the complete one, its restatement."""
    grains = teller.chance.sample(GRAINS, teller.chance.randrange(1, 5))
    for source in ("ppc", "affiliate") if teller.maybe(0.4) else ("ppc",):
        for grain in grains:
            told = {"day": teller.day(number), "traffic_source": source, **grain}
            for as_of, revision in ((end - timedelta(hours=6), 1), (end, 1), (end, 2)):
                if revision == 2 or teller.maybe(0.6):
                    at = as_of + timedelta(hours=revision)
                    teller.say(
                        "ad.reported", at, **told, **spent(teller), as_of=stamp(as_of), revision=revision
                    )


def spent(teller: Teller) -> dict[str, Any]:
    """The figures of a row of adverts."""
    chance = teller.chance
    shown = chance.randrange(100, 5000)
    return {
        "impressions": shown,
        "clicks": chance.randrange(shown // 10),
        "cost_minor": chance.choice([0, chance.randrange(9000)]),
        "orders": chance.choice([None, chance.randrange(9)]),
        "gmv_minor": chance.choice([None, chance.randrange(90_000)]),
        "avg_position": chance.choice([None, 4.2, 1.5]),
    }


def book(teller: Teller, number: int, end: datetime) -> None:
    """Costs outside the adverts; a negative one is a credit."""
    chance = teller.chance
    for kind in ("commission", "slot_fee"):
        teller.say(
            "cost.booked",
            end + timedelta(minutes=chance.randrange(600)),
            cost_id=f"x{teller.number}",
            day=teller.day(number),
            cost_kind=kind,
            amount_minor=chance.randrange(-500, 9000),
            traffic_source=chance.choice(["ppc", "search", None]),
            activity_id=chance.choice(["ac1", None]),
            audience=chance.choice(["new", "returning", "all"]),
        )


def others(teller: Teller, number: int, end: datetime) -> None:
    """One row of each other kind, told once or twice."""
    chance, item = teller.chance, teller.chance.choice(ITEMS)
    rows: dict[str, dict[str, Any]] = {
        "keyword.reported": {"keyword": "连衣裙", "item_id": item, "visitors": 40, "buyers": 3, "orders": 3},
        "impression.reported": {"item_id": item, "impressions": 2000, "clicks": chance.randrange(90)},
        "rank.observed": {"item_id": item, "keyword": "dress", "position": chance.choice([None, 12])},
        "lost.reported": {"item_id": item, "lost_buyers": 5, "lost_amount_minor": 900, "reason": "price"},
        "dsr.observed": {"aspect": "service", "value": chance.choice([4.81, 4.7])},
        "sales.reported": {"reporter": "platform", "gmv_minor": chance.randrange(99_000), "buyers": 4},
    }
    for kind, told in rows.items():
        for revision in range(1, chance.choice([2, 3])):
            row = {"day": teller.day(number), "as_of": stamp(end), "revision": revision}
            at = end + timedelta(hours=revision)
            teller.say(kind, at, **{k: v for k, v in told.items() if v is not None}, **row)
