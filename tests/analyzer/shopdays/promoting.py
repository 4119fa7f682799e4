"""Promos, their floors, and activities."""

from datetime import timedelta

from tests.analyzer.shopdays.browsing import ITEMS
from tests.analyzer.shopdays.telling import Teller, stamp


def promote(teller: Teller) -> None:
    """Costs and floors, one promo that is changed and withdrawn, one of the whole shop that ends, one activity."""
    costs(teller)
    start = teller.first + timedelta(hours=3)
    fixed = {"kind": "fixed_price", "price_minor": 500, "stackable": False, "starts_at": stamp(start)}
    teller.say("promo.published", start - timedelta(hours=1), promo_id="pr1", item_ids=["i1", "i2"], **fixed)
    changed = {**fixed, "item_ids": ["i2", "i3"]}
    teller.say("promo.changed", start + timedelta(hours=9), change_id="pc1", promo_id="pr1", **changed)
    if teller.maybe(0.7):
        teller.say("promo.withdrawn", start + timedelta(hours=30), promo_id="pr1")
    whole = {"kind": "percent", "percent_off": 0.2, "stackable": True, "item_ids": []}
    times = {"starts_at": stamp(start), "ends_at": stamp(start + timedelta(hours=20))}
    teller.say("promo.published", start - timedelta(minutes=5), promo_id="pr2", **whole, **times)
    enrol(teller)


def costs(teller: Teller) -> None:
    """Costs from before the shop's days, one of them told again with a higher revision, one changed on the way."""
    before = stamp(teller.first - timedelta(days=9))
    at = teller.first + timedelta(seconds=1)
    for item in ITEMS[:4]:
        cost = {"item_id": item, "unit_cost_minor": teller.chance.randrange(200, 6000)}
        floor = teller.chance.choice([None, 7000])
        teller.say("item.cost.set", at, **cost, min_price_minor=floor, effective_from=before, revision=1)
    again = {"item_id": "i1", "unit_cost_minor": 2500, "effective_from": before, "revision": 2}
    teller.say("item.cost.set", at + timedelta(seconds=1), **again)
    later = teller.first + timedelta(hours=20)
    changed = {"item_id": "i2", "unit_cost_minor": 100, "effective_from": stamp(later), "revision": 1}
    teller.say("item.cost.set", later, **changed)


def enrol(teller: Teller) -> None:
    """Activities that can be joined, one of them joined."""
    at = teller.first + timedelta(hours=1)
    times = {name: stamp(at + timedelta(hours=h)) for name, h in (("enrol_until", 30), ("starts_at", 31))}
    times["ends_at"] = stamp(at + timedelta(days=9))
    for name in ("ac1", "ac2"):
        teller.say("activity.opened", at, activity_id=name, name=name, **times)
    teller.say("activity.enrolled", at + timedelta(hours=4), activity_id="ac1", item_ids=["i1"])
    teller.say("activity.progressed", at + timedelta(hours=6), activity_id="ac1", status="accepted")
