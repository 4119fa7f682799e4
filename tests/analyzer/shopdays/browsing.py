"""What visitors do: visits with and without ids, over midnight, of changing sources; pings, favourites, carts."""

from datetime import datetime, timedelta

from tests.analyzer.shopdays.telling import Teller

ITEMS = ("i1", "i2", "i3", "i4", "i5")
SOURCES = ("search", "ppc", "affiliate", "direct", None)
DEVICES = ("mobile", "pc", None)
KEYWORDS = ("Dress ", "dress", "连衣裙", None, None)
GAPS = (5, 40, 600, 1799, 1800, 1801, 4000)  # seconds; a visit without id may pause for 30 minutes
PEOPLE = 9


def browse(teller: Teller, visits: int) -> None:
    """Some visits, and what else their visitors do."""
    for _ in range(visits):
        visit(teller, teller.moment(), f"u{teller.chance.randrange(PEOPLE)}")


def visit(teller: Teller, at: datetime, visitor: str) -> None:
    """One visit of one to five page views; a few begin another source on the way."""
    chance = teller.chance
    named = f"w{teller.number}" if teller.maybe(0.4) else None
    told = {"traffic_source": chance.choice(SOURCES), "device": chance.choice(DEVICES)}
    is_returning = chance.choice([None, None, None, True, False])
    for _ in range(chance.randrange(1, 6)):
        view(teller, at, visitor, visit_id=named, is_returning=is_returning, **told)
        if teller.maybe(0.15):
            told["traffic_source"] = chance.choice(SOURCES)
        at += timedelta(seconds=chance.choice(GAPS))
    do_more(teller, at, visitor)


def view(teller: Teller, at: datetime, visitor: str, **told: object) -> None:
    """One page view, with its pings."""
    chance, name = teller.chance, f"v{teller.number}"
    item = chance.choice([*ITEMS, None])
    teller.say(
        "page.viewed",
        at,
        view_id=name,
        visitor_id=visitor,
        page_type="item" if item else chance.choice(["home", "list", "search"]),
        item_id=item,
        keyword=chance.choice(KEYWORDS),
        activity_id="ac1" if teller.maybe(0.1) else None,
        **told,
    )
    for seq in range(chance.choice([0, 0, 1, 3])):
        seconds = chance.randrange(1, 61)
        later = at + timedelta(seconds=10 * (seq + 1))
        teller.say("page.pinged", later, view_id=name, visitor_id=visitor, seq=seq, active_seconds=seconds)


def do_more(teller: Teller, at: datetime, visitor: str) -> None:
    """Favourites, carts and checkouts, some by people who were seen on no page."""
    chance = teller.chance
    who = visitor if teller.maybe(0.8) else f"u{PEOPLE + chance.randrange(3)}"
    for kind in ("item.favorited", "cart.added", "checkout.started"):
        if teller.maybe(0.3):
            item = None if kind == "checkout.started" else chance.choice(ITEMS)
            qty = chance.randrange(1, 4) if kind == "cart.added" else None
            action = f"a{teller.number}"
            teller.say(kind, at, visitor_id=who, item_id=item, qty=qty, action_id=action)
