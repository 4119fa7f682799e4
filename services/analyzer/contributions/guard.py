"""What an order adds to the promo guard (metrics.md M9): units, sub-floor lines and losses, while they are news."""

from collections.abc import Callable
from typing import NamedTuple

from services.analyzer.contributions.sales import buyer_key
from services.analyzer.deltas import Contributions, Scope, scope
from services.analyzer.entities.orders import Line, Order, Sale
from services.analyzer.entities.promos import Cost
from services.analyzer.moments import Calendar

PULSE, TO_DATE = "p", "t"


class Surroundings(NamedTuple):
    """What the guard knows besides the order: promos of a line, when a promo went live, costs of an item, old news.

    `news_at` gives the seconds after a moment, in microseconds, at which news of it is old.
    """

    calendar: Calendar
    promos_of: Callable[[Line, int], list[str]]
    went_live: Callable[[str], int | None]
    cost_of: Callable[[str, str | None, int], Cost | None]
    news_at: Callable[[int], int]


class Counted(NamedTuple):
    """One line as the guard counts it."""

    line: Line
    cost: Cost | None
    is_paid: bool
    is_pending: bool


def is_old_news(order: Order, news_at: Callable[[int], int]) -> bool:
    """Whether the live windows leave the order out: any event is history, or the earlier one came too late (M16)."""
    first = order.first
    assert first is not None
    late = first.told.arrived - first.told.at > news_at(first.told.time_us)
    return late or any(sale is not None and sale.told.is_history for sale in (order.created, order.paid))


def is_guarded_alike(order: Order, around: Surroundings) -> bool:
    """Whether the first payment of a placed order leaves what the guard counts of it as it was.

    It does when it names the same lines on the same day, and no cost makes a difference between what is lost by what
    is paid and by what is not.
    """
    placed, paid = order.created, order.paid
    if placed is None or paid is None or paid is order.first or order.cancelled is not None:
        return False
    return (
        placed.lines == paid.lines
        and around.calendar.day(placed.told.at) is around.calendar.day(paid.told.at)
        and not is_old_news(order, around.news_at)
        and not any(around.cost_of(line.item_id, line.sku_id, placed.told.time_us) for line in placed.lines)
    )


def guard(order_id: str, order: Order, around: Surroundings) -> Contributions:
    """All that an order adds to the guard's windows; each order once, at the earlier of created and paid."""
    out = Contributions()
    add_guarded(out, order_id, order, around)
    return out


def add_guarded(out: Contributions, order_id: str, order: Order, around: Surroundings) -> None:
    """Add it to what else the order adds."""
    first = order.first
    if first is None or order.exclusion is not None:
        return
    who = buyer_key(order_id, first)
    sale = order.paid or first
    _buyer_day(out, who, sale)
    if not is_old_news(order, around.news_at):
        for line in sale.lines:
            _line(out, order_id, order, line, around, who)


def _buyer_day(out: Contributions, who: str, sale: Sale) -> None:
    """Units of each item in the buyer's day: one pane a buyer, a sum an item."""
    buyer, at = [scope(buyer_id=who)], sale.told.at
    for line in sale.lines:
        out.total("b", "d", at, buyer, line.item_id, line.qty)


def _line(
    out: Contributions, order_id: str, order: Order, line: Line, around: Surroundings, who: str
) -> None:
    first = order.first
    assert first is not None
    at = first.told.at
    cost = None if line.is_gift else around.cost_of(line.item_id, line.sku_id, first.told.time_us)
    counted = Counted(line, cost, order.paid is not None, order.paid is None and not order.is_cancelled)
    _figures(out, order_id, counted, at, around.calendar.day(at).start, scope(item_id=line.item_id))
    for promo in around.promos_of(line, first.told.time_us):
        start = around.went_live(promo)
        if start is not None and at >= start:
            _figures(out, order_id, counted, at, start, scope(promo_id=promo))
            held = 0 if order.is_cancelled else line.qty  # a cancelled excess is none (rules.md R6)
            out.total("g", TO_DATE, start, [scope(promo_id=promo, buyer_id=who)], "buyer_units", held)


def _figures(out: Contributions, order_id: str, counted: Counted, at: int, since: int, here: Scope) -> None:
    line, cost = counted.line, counted.cost
    scopes = (here,)
    for kinds, moment in ((PULSE, at), (TO_DATE, since)):
        out.distinct("g", kinds, moment, scopes, "orders", order_id)
        out.total("g", kinds, moment, scopes, "units", line.qty)
        if cost is None:
            continue
        is_below = line.unit_price < cost.floor
        loss = line.qty * max(0, cost.basis - line.unit_price)
        out.total("g", kinds, moment, scopes, "below_units", line.qty if is_below else 0)
        if is_below:
            out.distinct("g", kinds, moment, scopes, "below_orders", order_id)
        out.total("g", kinds, moment, scopes, "loss", loss if counted.is_paid else 0)
        out.total("g", kinds, moment, scopes, "pending_loss", loss if counted.is_pending else 0)
