"""What an order adds to sales figures (metrics.md M1): gross series, refunds of their own, exclusions apart."""

from collections.abc import Callable
from typing import NamedTuple

from services.analyzer.contributions.entrywords import add_bought
from services.analyzer.contributions.goods import CostOf, add_goods
from services.analyzer.deltas import SHOP, STRANGERS, Contributions, Scope, scope
from services.analyzer.entities.orders import Line, Order, Sale
from services.analyzer.moments import Calendar
from services.analyzer.wishes import FINE as SEEN

FINE, HOURLY, DAILY = "pmhd", "hd", "d"
QUARTERLY = (
    "qy"  # of narrow scopes only money goes into these: they are no sums of days as those of the shop are
)


class Attribution(NamedTuple):
    """Where a buyer's orders of one day are counted: one source, device and visitor class for all of them."""

    traffic_source: str
    device: str
    visitor_class: str

    @property
    def scopes(self) -> list[Scope]:
        """The scopes of the attribution."""
        return [
            scope(traffic_source=self.traffic_source),
            scope(device=self.device),
            scope(visitor_class=self.visitor_class),
        ]


class Setting(NamedTuple):
    """What surrounds an order: its attribution, the agent credited, the shop's calendar, a line's promos and cost."""

    attribution: Attribution
    agent_id: str | None
    calendar: Calendar
    promos_of: Callable[[Line, int], list[str]]
    cost_of: CostOf


def buyer_key(order_id: str, sale: Sale) -> str:
    """Who is counted as the buyer; an order without one is a buyer of its own (M0)."""
    return sale.buyer_id or f"order:{order_id}"


def sales(order_id: str, order: Order, setting: Setting, *, is_placed: bool = False) -> Contributions:
    """All that an order adds to sales figures; with `is_placed` but for what its placing alone adds."""
    out = Contributions()
    reason = order.exclusion
    if reason is not None:
        _excluded(out, order, reason)
        return out
    sale = order.created or order.paid
    if sale is not None:
        if not is_placed:
            _placed(out, sale, setting)
        out.total("s", DAILY, sale.told.at, [SHOP], "created_paid", int(order.paid is not None))
    if order.paid is not None:
        _paid(out, order_id, order.paid, setting)
    _add_aftermath(out, order_id, order)
    return out


def aftermath(order_id: str, order: Order) -> Contributions:
    """What of an order's sales figures a refund or a cancellation may change: refunds, and what contradicts."""
    out = Contributions()
    if order.exclusion is None:
        _add_aftermath(out, order_id, order)
    return out


def _add_aftermath(out: Contributions, order_id: str, order: Order) -> None:
    first, conflicts = order.first, order.conflicts
    if first is not None and conflicts:
        out.total("s", DAILY, first.told.at, [SHOP], "conflicts", conflicts)
    if order.refunds:
        _refunds(out, order_id, order)


def _excluded(out: Contributions, order: Order, reason: str) -> None:
    sale = order.paid or order.created
    if sale is not None:
        out.total("s", DAILY, sale.told.at, (SHOP, scope(reason=reason)), "excluded", 1)


def _placed(out: Contributions, sale: Sale, setting: Setting) -> None:
    at = sale.told.at
    items = {line.item_id for line in sale.lines}
    promos = {promo for line in sale.lines for promo in setting.promos_of(line, sale.told.time_us)}
    scopes = [SHOP, *(scope(item_id=i) for i in sorted(items)), *(scope(promo_id=p) for p in sorted(promos))]
    out.total("s", FINE, at, scopes, "created", 1)
    if sale.visitor_id:
        touch(out, at, sale.visitor_id)


def touch(out: Contributions, at: int, visitor_id: str) -> None:
    """A sign of a visitor other than a page view; without views in a window it counts as unknown there (M16)."""
    out.distinct("s", SEEN, at, [SHOP], "seen", visitor_id)
    out.total("s", SEEN, at, STRANGERS, "touched", 1)


def _paid(out: Contributions, order_id: str, sale: Sale, setting: Setting) -> None:
    at, who = sale.told.at, buyer_key(order_id, sale)
    wide = [SHOP, *setting.attribution.scopes]
    if sale.activity_id:
        wide.append(scope(activity_id=sale.activity_id))
    if setting.agent_id:
        wide.append(scope(agent_id=setting.agent_id))
    if sale.keyword:
        add_bought(out, at, sale.keyword, (line.item_id for line in sale.lines), who)
    _money(out, at, wide, sale)
    _long_money(out, at, wide[2:], sale, sale.amount)
    out.total("s", FINE, at, wide, "orders", 1)
    out.distinct("s", HOURLY, at, wide, "buyers", who)
    out.total("s", FINE, at, [SHOP], "units", sum(line.qty for line in sale.lines))
    if sale.buyer_id:
        out.distinct("s", DAILY, at, [SHOP], "identified_buyers", sale.buyer_id)
    if sale.visitor_id:
        touch(out, at, sale.visitor_id)
        out.distinct("s", DAILY, at, [SHOP], "paying_visitors", sale.visitor_id)
    _minute_orders(out, at, setting.calendar)
    _items(out, at, who, sale)
    _promos(out, at, sale, setting)
    add_goods(out, sale, setting.cost_of)


def _money(out: Contributions, at: int, scopes: list[Scope], sale: Sale) -> None:
    if not sale.amount_unknown:
        out.total("s", FINE, at, scopes, "gmv", sale.amount)


def _long_money(out: Contributions, at: int, scopes: list[Scope], sale: Sale, amount: int) -> None:
    if not sale.amount_unknown:
        out.total("s", QUARTERLY, at, scopes, "gmv", amount)


def _minute_orders(out: Contributions, at: int, calendar: Calendar) -> None:
    """Paid orders per minute of the day, for the orders that are expected in the same minutes of other days."""
    out.total("e", DAILY, at, [SHOP], str((at - calendar.day(at).start) // 60), 1)


def _items(out: Contributions, at: int, who: str, sale: Sale) -> None:
    seen = set()
    for line in sale.lines:
        item = [scope(item_id=line.item_id)]
        out.total("s", FINE, at, item, "units", line.qty)
        if not sale.amount_unknown:
            out.total("s", FINE, at, item, "gmv", line.amount)
            _long_money(out, at, item, sale, line.amount)
        if line.item_id not in seen:
            seen.add(line.item_id)
            out.total("s", FINE, at, item, "orders", 1)
            out.distinct("s", HOURLY, at, item, "buyers", who)


def _promos(out: Contributions, at: int, sale: Sale, setting: Setting) -> None:
    seen = set()
    for line in sale.lines:
        for promo in setting.promos_of(line, sale.told.time_us):
            here = [scope(promo_id=promo)]
            out.total("s", FINE, at, here, "units", line.qty)
            if not sale.amount_unknown:
                out.total("s", FINE, at, here, "gmv", line.amount)
                _long_money(out, at, here, sale, line.amount)
            if promo not in seen:
                seen.add(promo)
                out.total("s", FINE, at, here, "orders", 1)


def _refunds(out: Contributions, order_id: str, order: Order) -> None:
    paid = order.paid
    left = paid.amount if paid is not None and not paid.amount_unknown else None
    for _, refund in order.ordered_refunds():
        counted = refund.amount if left is None else min(left, refund.amount)
        left = None if left is None else left - counted
        _refund(out, order_id, paid, refund.told.at, counted, refund.amount - counted, refund.lines)


def _refund(
    out: Contributions,
    order_id: str,
    paid: Sale | None,
    at: int,
    counted: int,
    cut: int,
    lines: list[tuple[str, int]],
) -> None:
    out.total("s", HOURLY, at, [SHOP], "refund", counted)
    if cut:
        out.total("s", DAILY, at, [SHOP], "over_refund", cut)
    if paid is not None:
        out.total("s", DAILY, paid.told.at, [SHOP], "refund_by_day", counted)
        out.distinct("s", DAILY, paid.told.at, [SHOP], "refunded_orders", order_id)
    for item_id, amount in _cut_lines(lines, cut):
        item = [scope(item_id=item_id)]
        out.total("s", HOURLY + QUARTERLY, at, item, "refund", amount)
        if paid is not None:
            out.total("s", DAILY, paid.told.at, item, "refund_by_day", amount)
            out.distinct("s", DAILY, paid.told.at, item, "refunded_orders", order_id)


def _cut_lines(lines: list[tuple[str, int]], cut: int) -> list[tuple[str, int]]:
    """Refund lines after the cut at the paid amount, which takes from the last lines first (M16)."""
    kept = []
    for item_id, amount in reversed(lines):
        taken = min(cut, amount)
        cut -= taken
        kept.append((item_id, amount - taken))
    return kept[::-1]
