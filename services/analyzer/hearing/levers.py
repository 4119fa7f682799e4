"""Changes of items and pages, and the slots that items are shown in (events.md E5)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.contributions.conflicts import conflicts
from services.analyzer.contributions.levers import moved
from services.analyzer.deltas import SHOP, scope
from services.analyzer.entities.facts import told
from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.entities.levers import CHANGED, Slots
from services.analyzer.formulas.lift import SIDE, page_changes
from services.analyzer.shop import Shop
from services.contracts.registry import type_of

SLOT, PRICE = "showcase_slot", "price"


def note_change(shop: Shop, event: Any, lever: str) -> str | None:
    """A lever was moved; returns the item of the telling that counted before, if this one counts instead."""
    name = f"{type_of(event)}:{event.data.change_id}"
    change: Ledger = shop.entity("change", name)
    before = [fact.said["item"] for fact in change.of_kind(CHANGED)]
    fact = Fact(told(event), {"lever": lever, "item": event.data.item_id or ""})
    with shop.recount(event, lambda: [moved(change), conflicts(change)]):
        counts = change.hear(CHANGED, "", fact)
    return (before[0] if before else "") if counts else None


def hear_change(shop: Shop, event: Any) -> None:
    """A lever of an item, a detail page or the shop's decoration."""
    note_change(shop, event, event.data.lever)


def hear_page(shop: Shop, event: Any) -> None:
    """The page of an item, or the shop's decoration; a week after, what it did to the item's conversion is known."""
    name = f"{type_of(event)}:{event.data.change_id}"
    before = list(page_changes(shop.get("change", name)))
    note_change(shop, event, event.data.lever)
    for fact in [*before, *page_changes(shop.get("change", name))]:
        week = shop.calendar.days_on(shop.calendar.day(fact.told.at).date, SIDE)
        shop.stand_once(event, "lift", scope(item_id=fact.said["item"]), week.start)


def hear_price(shop: Shop, event: Any) -> None:
    """A price is a lever, too."""
    note_change(shop, event, PRICE)


def hear_slot(shop: Shop, event: Any) -> None:
    """An item was put into a slot, or taken out of it."""
    data = event.data
    earlier = note_change(shop, event, SLOT)
    if earlier is None:
        return
    if earlier not in ("", data.item_id):
        shop.entity("slot", earlier).facts.pop(f"slot:{data.change_id}", None)
    slots: Slots = shop.entity("slot", data.item_id)
    said = {"occupied": data.occupied, "total": data.slots_total}
    slots.facts[f"slot:{data.change_id}"] = Fact(told(event), said)
    shop.stand(event, "slot", SHOP, told(event).at)


def hear_listing(shop: Shop, event: Any) -> None:
    """An item came or went: others will leave the shelves by themselves."""
    shop.stand(event, "peak", SHOP, told(event).at)


HEARD: dict[str, Callable[[Shop, Any], None]] = {
    "item.listed": hear_listing,
    "item.delisted": hear_listing,
    "item.changed": hear_change,
    "page.changed": hear_page,
    "price.changed": hear_price,
    "slot.changed": hear_slot,
}
