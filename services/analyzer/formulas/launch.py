"""New items, and what visitors wish for (metrics.md M10)."""

from collections.abc import Iterable, Iterator

from services.analyzer.deltas import Scope, scope
from services.analyzer.entities.items import Item
from services.analyzer.entities.ledger import Fact
from services.analyzer.formulas.formula import Formula, total
from services.analyzer.known import Known
from services.analyzer.moments import SECOND
from services.analyzer.standing import Spoken, Standing
from services.analyzer.values import Value, missing, ratio
from services.analyzer.views import PaneView, View
from services.contracts.rounding import rounded

NEW_ITEM_DAYS = 14  # (P), `new_item_days` of the shop
LONGEST = 30  # days after which a change of an item's day is no longer looked back on


def fav_cart_rate(view: View) -> Value:
    """Visitors who favourited and visitors who added to cart, each once, over the visitors of the item."""
    return ratio(view.count("favourers") + view.count("carters"), view.count("item_viewers"))


def new_listing(known: Known, item: Item, end: int) -> Fact | None:
    """The listing that began the new-item period which the day that ends at `end` lies in."""
    listing = item.listing(end * SECOND - 1)
    if listing is None or not listing.said["is_new"]:
        return None
    return listing if _age(known, listing, end) < _period(known, listing) else None


def _period(known: Known, listing: Fact) -> int:
    days: int = known.setting("new_item_days", listing.told.at, NEW_ITEM_DAYS)
    return min(LONGEST, days)


def _age(known: Known, listing: Fact, end: int) -> int:
    """Whole days from the day of listing to the day that ends at `end`."""
    return (known.last_day(end).date - known.calendar.day(listing.told.at).date).days


def launch_figures(view: PaneView) -> Iterator[Spoken]:
    """Figures since the listing, while the item is new: click-through by day, wishes as one that grows."""
    known = view.known
    item: Item = known.get("item", dict(view.scope)["item_id"])
    listing = new_listing(known, item, view.end)
    if listing is None:
        return
    since = view.rolling(_age(known, listing, view.end) + 1)
    left = _period(known, listing) - _age(known, listing, view.end) - 1
    ratio_to_mean = new_item_ctr_ratio(since, listing.said["category"])
    beside = {**(ratio_to_mean.beside or {}), "days_left": left}
    ctr = ratio_to_mean._replace(beside=beside)
    yield Spoken("new_item_ctr_ratio", "new_item_ctr_ratio", view.scope, ctr)
    yield Spoken("fav_cart_rate", "fav_cart_rate", view.scope, fav_cart_rate(since), since=since.start)


def new_item_ctr_ratio(since: View, category: str | None) -> Value:
    """Clicks over impressions of the main image, over the mean of the category."""
    shown, clicked = since.sum("image_impressions"), since.sum("image_clicks")
    mean = since.known.benchmark("main_image_ctr", since.end - 1, category=category or "")
    beside = {"impressions": shown, "clicks": clicked}
    if mean is None or mean == 0:
        return missing("not_configured", **beside)
    if not shown:
        return missing("no_data", **beside)
    value = ratio(clicked * mean.denominator, shown * mean.numerator)
    return value._replace(beside={**beside, "benchmark": rounded(mean.numerator, mean.denominator)})


def launched(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The items in their new-item period."""
    for item_id, item in known.all("item").items():
        if new_listing(known, item, end) is not None:
            yield scope(item_id=item_id)


FORMULAS: dict[str, Formula] = {
    "fav_cart_rate": Formula("s", ("item_viewers", "favourers", "carters"), fav_cart_rate),
    "favorites": total("favorites"),
    "cart_adds": total("cart_adds"),
}
STANDING = (Standing("launch", ("d",), launched, frozenset({("item_id",)}), LONGEST, say=launch_figures),)
