"""Items, stock, prices, slots and changes to pages."""

from datetime import timedelta

from tests.analyzer.shopdays.browsing import ITEMS
from tests.analyzer.shopdays.telling import Teller, stamp


def stock(teller: Teller) -> None:
    """Listings, deliveries, counts and the levers that were moved."""
    for number, item in enumerate(ITEMS[:4]):
        list_item(teller, number, item)
    for number in range(8):
        delta = teller.chance.randrange(-9, 20)
        on_hand = teller.chance.choice([None, teller.chance.randrange(-2, 40)])
        about = {"item_id": teller.chance.choice(ITEMS[:3]), "reason": "count"}
        teller.say(
            "stock.adjusted",
            teller.moment(),
            adjustment_id=f"k{number}",
            delta=delta,
            on_hand=on_hand,
            **about,
        )
    since = {"effective_from": stamp(teller.first - timedelta(days=3)), "revision": 1}
    teller.say("supplier.lead_time.set", teller.first, item_id="i1", lead_days=3, min_order_units=50, **since)
    change(teller)


def list_item(teller: Teller, number: int, item: str) -> None:
    """A listing of an item, and for some its end."""
    at = teller.first + timedelta(minutes=number)
    times = {"delist_at": stamp(at + timedelta(hours=teller.chance.randrange(30, 200)))}
    told = {"title": item, "category_id": "dress" if number % 2 else "coat", "season_class": "spring"}
    told |= times if teller.maybe(0.5) else {}
    teller.say("item.listed", at, listing_id=f"l{number}", item_id=item, price_minor=8000, **told)
    if teller.maybe(0.2):
        teller.say("item.delisted", at + timedelta(hours=26), listing_id=f"l{number}", item_id=item)


def change(teller: Teller) -> None:
    """Levers that were moved, each kind at least once."""
    chance = teller.chance
    for number in range(3):
        item = chance.choice(ITEMS)
        lever = chance.choice(["title", "main_image", "gift"])
        teller.say("item.changed", teller.moment(), change_id=f"ch{number}", item_id=item, lever=lever)
        page = chance.choice([item, None])
        teller.say(
            "page.changed", teller.moment(), change_id=f"pg{number}", lever="detail_page", item_id=page
        )
        price = chance.randrange(4000, 9000)
        teller.say("price.changed", teller.moment(), change_id=f"pp{number}", item_id=item, price_minor=price)
        slot = {"item_id": item, "occupied": teller.maybe(0.7), "slots_total": 10}
        teller.say("slot.changed", teller.moment(), change_id=f"sl{number}", **slot)
