"""Items and stock (metrics.md M6, M16)."""

from collections.abc import Iterable

from services.analyzer.deltas import Scope, scope
from services.analyzer.entities.settings import Settings
from services.analyzer.entities.stock import Stock
from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.replenishing import LEAD_DAYS, SLOW_DAYS, Shelf
from services.analyzer.known import LOOK_BACK, Known
from services.analyzer.standing import Standing
from services.analyzer.values import Value, amount, missing, ratio
from services.analyzer.views import View

LEAD_TIME = "supplier.lead_time.set"
MEAN_DAYS, LEAST_DAYS = 7, 3  # closed days with data that a mean is taken of, and the fewest


def on_hand(view: View) -> int | None:
    """Units at the end of the window, of all articles of the item; None when nobody told."""
    stock: Stock | None = view.known.get("stock", _item(view))
    return None if stock is None else stock.on_hand(view.end)


def stock_on_hand(view: View) -> Value:
    """Shown as 0 when negative, with the oversold units beside it."""
    units = on_hand(view)
    if units is None:
        return missing("no_data")
    return Value(max(0, units), beside={"oversold_units": -units} if units < 0 else None)


def sold(view: View) -> tuple[int, int]:
    """Units sold in the last closed days that are no no-data days, and how many days these are."""
    days = view.known.data_days(_closed(view), MEAN_DAYS)
    return sum(view.known.sold(start, view.scope) for start in days), len(days)


def daily_units_mean(view: View) -> Value:
    """Units a day; null with fewer than three days."""
    units, days = sold(view)
    return ratio(units, days) if days >= LEAST_DAYS else missing("min_samples")


def shelf(view: View) -> Shelf | None:
    """The item as whoever orders it looks at it; None when its stock is unknown."""
    units = on_hand(view)
    if units is None:
        return None
    moved, days = sold(view)
    supplier: Settings | None = view.known.get("setting", f"{LEAD_TIME}|{_item(view)}")
    last = min(view.end - 1, max(view.start, view.known.clock.watermark))
    told = None if supplier is None else supplier.at(last)
    return Shelf(
        units,
        moved,
        days if days >= LEAST_DAYS else 0,
        view.rolling(SLOW_DAYS).sum("units") > 0,
        LEAD_DAYS if told is None else told["lead_days"],
        0 if told is None else told.get("min_order_units", 0),
    )


def days_of_cover(view: View) -> Value:
    """How long the stock lasts."""
    found = shelf(view)
    if found is None:
        return missing("no_data")
    if not found.days:
        return missing("min_samples")
    return ratio(max(0, found.on_hand) * found.days, found.sold)


def stock_state(view: View) -> Value:
    """`out`, `low`, `slow` or `ok`, with what a reader needs beside it."""
    found = shelf(view)
    if found is None:
        return missing("no_data")
    beside = {"on_hand": found.on_hand, "lead_days": found.lead_days, "sales_days": found.days}
    return Value(None, label=found.state, beside=beside)


def reorder_units(view: View) -> Value:
    """Units to order now."""
    found = shelf(view)
    if found is None:
        return missing("no_data")
    return missing("min_samples") if found.reorder is None else amount(found.reorder)


def stocked(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The items whose stock was ever told before the end of the window."""
    return [scope(item_id=item) for item, stock in known.all("stock").items() if stock.began_before(end)]


def _closed(view: View) -> int:
    """The end of the last closed day: the window's own, or, while it runs, the one before."""
    return view.end if view.known.clock.is_due(view.end, 0) else view.known.last_day(view.end).start


def _item(view: View) -> str:
    return dict(view.scope)["item_id"]


FORMULAS: dict[str, Formula] = {
    "stock_on_hand": Formula("stock", (), stock_on_hand),
    "daily_units_mean": Formula("stock", (), daily_units_mean),
    "days_of_cover": Formula("stock", (), days_of_cover),
    "stock_state": Formula("stock", (), stock_state),
    "reorder_units": Formula("stock", (), reorder_units),
}
FOLLOWS = frozenset({("item_id",)})
STANDING = (Standing("stock", ("d", "r7"), stocked, FOLLOWS, reach=LOOK_BACK, leaves_out=True),)
