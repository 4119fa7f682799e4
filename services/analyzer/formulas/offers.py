"""What an own item is offered at, and what competing items of its style are (metrics.md M10)."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from services.analyzer.deltas import Scope, scope
from services.analyzer.entities.items import Item
from services.analyzer.entities.peers import Look, Style
from services.analyzer.entities.promos import Promo
from services.analyzer.formulas.formula import Formula
from services.analyzer.known import Known
from services.analyzer.moments import SECOND
from services.analyzer.standing import Standing
from services.analyzer.values import Value, amount, missing
from services.analyzer.views import View

SEEN_DAYS = 3  # M10
SHOWN_DAYS = 14  # an item stays in the rows for so long after a look, so that "none seen" is said, too (P)


class Rival(NamedTuple):
    """A competing item of the same style, with its looks of the last days, latest first."""

    name: str
    looks: list[Look]


def moment(view: View) -> int:
    """The last microsecond of the window, or by now while it runs."""
    return min(view.end * SECOND - 1, max(view.known.clock.watermark, view.start) * SECOND)


def own_price(known: Known, item_id: str, us: int) -> int | None:
    """The lower of the price in force and a live fixed-price promo; None while the item has no price."""
    item: Item | None = known.get("item", item_id)
    listed = None if item is None else item.price(us)
    if listed is None:
        return None
    promos = known.promo_items.get(item_id, set()) | known.promo_items.get("", set())
    return min([listed, *_fixed(known, promos, item_id, us)])


def _fixed(known: Known, promos: set[str], item_id: str, us: int) -> Iterator[int]:
    for promo_id in promos:
        promo: Promo = known.get("promo", promo_id)
        now = promo.at(us)
        if now is not None and now.price is not None and promo.covers(item_id, us):
            yield now.price


def price_of_item(view: View) -> Value:
    """What the item is offered at."""
    price = own_price(view.known, dict(view.scope)["item_id"], moment(view))
    return missing("no_data") if price is None else amount(price)


def rivals(view: View) -> list[Rival]:
    """The competing items that were seen to look like the own one in the last three days."""
    known, item_id = view.known, dict(view.scope)["item_id"]
    today = known.last_day(view.end).date
    first = str(known.calendar.days_on(today, 1 - SEEN_DAYS).date)
    style: Style | None = known.get("style", item_id)
    found = []
    for name in [] if style is None else sorted(style.peers):
        peer = known.get("peer", name)
        between = [] if peer is None else peer.between(first, str(today))
        looks = [look for _, look in between if look.same_style_of == item_id]
        if looks:
            found.append(Rival(name, looks))
    return found


def peer_price_ratio(view: View) -> Value:
    """The lowest price of a competing item over the own price."""
    found = [(look.price, rival.name) for rival in rivals(view) for look in rival.looks]
    own = own_price(view.known, dict(view.scope)["item_id"], moment(view))
    if not found or own is None:
        return missing("no_data")
    price, name = min(found)
    if own == 0:
        return Value(price, 0, "zero_denominator")
    return Value(price, own, beside={"peer_item": name, "price_minor": price, "own_price_minor": own})


def peer_units_sold(view: View) -> Value:
    """Units that competing items sold in seven days, each by its latest look that tells them."""
    told = [[look.units for look in rival.looks if look.units is not None] for rival in rivals(view)]
    units = [each[0] for each in told if each]
    return amount(sum(units)) if units else missing("no_data")


def stolen_images(view: View) -> Value:
    """Competing items that show the own image, seen in the last three days."""
    thieves = [rival.name for rival in rivals(view) if any(look.is_stolen for look in rival.looks)]
    beside: dict[str, Any] = {f"peer_item_{place}": name for place, name in enumerate(thieves[:15], 1)}
    return Value(len(thieves), beside=beside or None)


def priced(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The items with a price that are on sale at the beginning or the end of the window."""
    for item_id, item in known.all("item").items():
        if item.is_listed(start * SECOND) or item.is_listed(end * SECOND - 1):
            yield scope(item_id=item_id)


def resembled(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The items that a competing one was seen to look like in the last days."""
    first = str(known.calendar.days_on(known.last_day(end).date, 1 - SHOWN_DAYS).date)
    for item_id, style in known.all("style").items():
        if max(style.peers.values(), default="") >= first:
            yield scope(item_id=item_id)


FORMULAS: dict[str, Formula] = {
    "own_price": Formula("price", (), price_of_item),
    "peer_price_ratio": Formula("style", (), peer_price_ratio),
    "peer_units_sold": Formula("style", (), peer_units_sold),
    "stolen_images": Formula("style", (), stolen_images),
}
STANDING = (Standing("price", ("d",), priced), Standing("style", ("d",), resembled))
