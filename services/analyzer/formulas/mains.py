"""Main items against the shop, and how much of the shelf sells (metrics.md M3; main item 主打款 of the glossary)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from services.analyzer.contributions.sold import GMV, ORDERS
from services.analyzer.deltas import SHOP, Scope, scope
from services.analyzer.entities.items import Item
from services.analyzer.formulas.formula import Formula, daily
from services.analyzer.formulas.sold import sold
from services.analyzer.known import Known
from services.analyzer.moments import SECOND
from services.analyzer.standing import Spoken, Standing, only_shop
from services.analyzer.values import Value, ratio
from services.analyzer.views import PaneView, View

MAIN_DAYS = 30  # the item with the largest GMV of so many days is the main one, where the shop declares none
WEEK = 7


def main_items(known: Known, end: int) -> list[str]:
    """The main items of a window that ends at `end`: as declared, else the one with the largest GMV, ties by id."""
    declared: list[str] = known.setting("main_item_ids", end - 1, [])
    if declared:
        return declared
    money = sold(known, GMV, known.days(end, MAIN_DAYS)[0], end)
    best = min(money, key=lambda item: (-money[item], item), default=None)
    return [] if best is None or money[best] <= 0 else [best]


def say_mains(view: PaneView) -> Iterator[Spoken]:
    """Value per buyer of each main item, and that of the shop over that of its main items together."""
    items = main_items(view.known, view.end)
    for item in items:
        here = scope(item_id=item)
        own = view.rolling(WEEK, here)
        yield Spoken(
            f"main_value_per_buyer {item}",
            "main_value_per_buyer",
            here,
            ratio(own.sum("gmv"), daily(own, "buyers")),
        )
    yield Spoken("value_ratio", "value_ratio", SHOP, value_ratio(view, items))


def value_ratio(view: View, items: list[str]) -> Value:
    """The shop's value per buyer over that of the main items: GMV and buyers of each, exact (M3)."""
    shop, mains = view.rolling(WEEK, SHOP), [view.rolling(WEEK, scope(item_id=item)) for item in items]
    gmv, buyers = sum(main.sum("gmv") for main in mains), _buyers(mains)
    found = ratio(shop.sum("gmv") * buyers, daily(shop, "buyers") * gmv)
    return found._replace(beside={"buyers": daily(shop, "buyers"), "main_buyers": buyers})


def _buyers(mains: Iterable[View]) -> int:
    """Buyers of any of the items, day by day (metrics.md M0 Exactness)."""
    days = zip(*(main.each_day() for main in mains), strict=True)
    return sum(len(set().union(*(item.members("buyers") for item in day))) for day in days)


def say_shelf(view: PaneView) -> Iterator[Spoken]:
    """Listed items with a paid order in the window over the items listed at its end: of the shop, and by category."""
    shelves: dict[Scope, set[str]] = defaultdict(set)
    for item_id, item in view.known.all("item").items():
        for here in _shelves(item, view.end):
            shelves[here].add(item_id)
    counts = sold(view.known, ORDERS, view.start, view.end)
    selling = {item for item, orders in counts.items() if orders > 0}
    for here in sorted({SHOP} | shelves.keys()):
        listed = shelves[here]
        name = f"sell_through {here[0][1]}" if here else "sell_through"
        yield Spoken(name, "sell_through", here, ratio(len(listed & selling), len(listed)))


def _shelves(item: Item, end: int) -> Iterator[Scope]:
    """The scopes in which an item is listed at a moment."""
    last = end * SECOND - 1
    listing = item.listing(last)
    if listing is not None and item.is_listed(last):
        yield SHOP
        if listing.said["category"]:
            yield scope(category_id=listing.said["category"])


def with_items(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The shop, when it ever told of an item."""
    return (SHOP,) if known.all("item") else ()


FORMULAS: dict[str, Formula] = {}
STANDING = (
    Standing("mains", ("r7",), only_shop, frozenset({()}), reach=MAIN_DAYS - 1, say=say_mains),
    Standing("shelf", ("r7", "r30"), with_items, frozenset({()}), lasts=True, say=say_shelf),
)
