"""Items and stock (metrics.md M6)."""

from collections.abc import Iterable

from services.analyzer.deltas import Scope, scope
from services.analyzer.entities.ledger import Ledger
from services.analyzer.formulas.formula import Formula
from services.analyzer.known import Known
from services.analyzer.standing import Standing
from services.analyzer.values import Value, missing
from services.analyzer.views import View


def on_hand(view: View) -> int | None:
    """Units at the end of the window: for each sku the latest `on_hand` and the later movements (M6); None unknown."""
    stock: Ledger | None = view.known.get("stock", dict(view.scope)["item_id"])
    held: dict[str, int] = {}
    for fact in [] if stock is None else stock.of("moved", view.end):
        stated, sku = fact.said["on_hand"], fact.said["sku"]
        held[sku] = held.get(sku, 0) + fact.said["delta"] if stated is None else stated
    return sum(held.values()) if held else None


def stock_on_hand(view: View) -> Value:
    """Shown as 0 when negative, with the oversold units beside it."""
    units = on_hand(view)
    if units is None:
        return missing("no_data")
    return Value(max(0, units), beside={"oversold_units": -units} if units < 0 else None)


def stocked(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The items whose stock was ever told before the end of the window."""
    return [scope(item_id=item) for item, stock in known.all("stock").items() if stock.latest("moved", end)]


FORMULAS: dict[str, Formula] = {"stock_on_hand": Formula("stock", (), stock_on_hand)}
STANDING = (Standing("stock", ("d",), stocked),)
