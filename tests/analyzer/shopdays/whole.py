"""Whole shop days: one seed makes a shop with all kinds of events, and the way in which they arrive."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.analyzer.shopdays.browsing import browse
from tests.analyzer.shopdays.ordering import order
from tests.analyzer.shopdays.promoting import promote
from tests.analyzer.shopdays.remembering import remember
from tests.analyzer.shopdays.reporting import report
from tests.analyzer.shopdays.serving import serve
from tests.analyzer.shopdays.stocking import stock
from tests.analyzer.shopdays.telling import Event, Teller, stamp
from tests.analyzer.shopdays.watching import watch, work

# Days over the ends of a week, a month and of summer time: the zone and the local date of the first of three days.
PLACES = (
    ("Asia/Shanghai", "2026-11-29"),
    ("Asia/Shanghai", "2026-12-30"),
    ("America/New_York", "2026-10-31"),
    ("Europe/Berlin", "2027-03-27"),
)
HISTORY_EVERY = 8  # of how many seeds one has weeks of history
DAYS = 3
OPENS = "12:00"  # business hours are short, so that a few events say that the shop is alive in them


@dataclass
class ShopDays:
    """A shop's events, oldest first."""

    seed: int
    zone: ZoneInfo
    first: datetime
    events: list[Event]


def shop_days(seed: int) -> ShopDays:
    """The days of one seed."""
    name, begins = PLACES[seed % len(PLACES)]
    zone = ZoneInfo(name)
    first = datetime.fromisoformat(begins).replace(tzinfo=zone).astimezone(UTC)
    teller = Teller(seed, DAYS, first=first)
    teller.zone = zone
    settle(teller)
    be_steady(teller)
    if teller.maybe(0.5):
        quiet = first + timedelta(hours=teller.chance.randrange(13, 40))
        teller.quiet = (quiet, quiet + timedelta(hours=teller.chance.choice([2, 9, 25])))
    browse(teller, 30)
    order(teller, 16)
    serve(teller, 8)
    promote(teller)
    report(teller)
    stock(teller)
    watch(teller)
    work(teller)
    if seed % HISTORY_EVERY == 3:
        remember(teller, 4)
    teller.events.sort(key=lambda event: (event["time"], event["id"]))
    return ShopDays(seed, zone, first, teller.events)


def be_steady(teller: Teller) -> None:
    """Somebody looks at the shop every few minutes around its business hours, on each day."""
    for number in range(DAYS):
        noon = datetime.fromisoformat(f"{teller.day(number)}T{OPENS}").replace(tzinfo=teller.zone)
        for minutes in range(-10, 21, 5):
            at = noon.astimezone(UTC) + timedelta(minutes=minutes)
            view = f"steady{number}{minutes}"
            teller.say("page.viewed", at, view_id=view, visitor_id="u0", page_type="home", visit_id=view)


def settle(teller: Teller) -> None:
    """The shop's first event: its zone and settings."""
    told: dict[str, Any] = {"timezone": str(teller.zone), "currency": "CNY"}
    told |= {"opens_at": OPENS, "closes_at": "12:10"}
    told |= {"attribution_hours": teller.chance.choice([None, 6]), "gross_margin": 0.4}
    since = {"effective_from": stamp(teller.first - timedelta(days=60)), "revision": 1}
    teller.say("shop.configured", teller.first, **told, main_item_ids=["i1"], **since)
