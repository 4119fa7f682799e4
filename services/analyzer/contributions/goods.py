"""What the goods of a sale cost, where that is known (metrics.md M4 gross margin)."""

from collections.abc import Callable

from services.analyzer.deltas import SHOP, Contributions, scope
from services.analyzer.entities.orders import Line, Sale
from services.analyzer.entities.promos import Cost

DAILY = "d"
CostOf = Callable[[str, str | None, int], Cost | None]


def add_goods(out: Contributions, sale: Sale, cost_of: CostOf) -> None:
    """Line amounts and unit costs of the lines whose cost at the time of the sale is known."""
    for line in [] if sale.amount_unknown else sale.lines:
        cost = cost_of(line.item_id, line.sku_id, sale.told.time_us)
        if cost is not None and cost.unit_cost:  # a cost of 0 only comes along with a lowest price
            _add(out, sale.told.at, line, cost.unit_cost)


def _add(out: Contributions, at: int, line: Line, unit_cost: int) -> None:
    scopes = (SHOP, scope(item_id=line.item_id))
    out.total("s", DAILY, at, scopes, "costed_amount", line.amount)
    out.total("s", DAILY, at, scopes, "cost_of_goods", line.qty * unit_cost)
