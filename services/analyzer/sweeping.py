"""Forgetting what no late fact can reach any more (events.md E2), by the log's own clock."""

import msgspec

from services.analyzer.aging import expired, fading, freeze
from services.analyzer.entities.buyers import Buyer
from services.analyzer.entities.orders import Order
from services.analyzer.entities.settings import Settings
from services.analyzer.entities.stock import Stock, fold
from services.analyzer.entities.visitors import fade
from services.analyzer.expected import remember
from services.analyzer.hearing.complaints import index_complaints
from services.analyzer.hearing.lines import forget_order
from services.analyzer.hearing.ranks import index_ranks
from services.analyzer.hearing.stock import moves_name
from services.analyzer.members import Members
from services.analyzer.moments import DAY, SECOND
from services.analyzer.options import Options
from services.analyzer.panes import PaneKey
from services.analyzer.plain import is_near_campaign
from services.analyzer.retention import KEPT, Keeping, keeping
from services.analyzer.shop import Shop
from services.analyzer.so_far import is_split

CONFIGURED = "shop.configured"
SWEEP_EVERY = 600  # seconds of tick time


class _Visit(msgspec.Struct, gc=False):
    """How many page views a packed visit has."""

    views: list[msgspec.Raw]

    @property
    def number(self) -> int:
        """So many."""
        return len(self.views)


class _Visitor(msgspec.Struct, gc=False):
    """What of a packed visitor says whether it is kept."""

    seen_at: int = 0
    orders: list[str] = []
    visits: list[_Visit] = []


class _Order(msgspec.Struct, gc=False):
    """What of a packed order says whether it is kept."""

    heard_at: int = 0


class _Buyer(msgspec.Struct, gc=False):
    """What of a packed buyer says whether there may be anything to forget."""

    inquiries: dict[str, msgspec.Raw] = {}
    seen_at: int = 0


def sweep(shop: Shop, now: int) -> None:
    """Drop panes and entities out of reach; `now` is the tick."""
    for key in fading(shop.windows, now):
        shop.windows.pending.changes.note(key)
        _forget_members(shop, key, freeze(shop.windows, key))
    over = expired(shop.windows, now)
    _remember_days(shop, over, now)
    for key in over:
        drop_pane(shop, key)
    if shop.about.swept_orders + DAY < now:
        shop.about.swept_orders = now
        shop.mark("about", "")
        kept = keeping(shop.options, shop.clock.late_kept, now)
        _sweep_visitors(shop, now, kept)
        _sweep_orders(shop, now, kept)
        _sweep_members(shop, now, kept.identity)
        sweep_kept(shop, now, kept)
        sweep_stock(shop, now, kept)


def _remember_days(shop: Shop, over: list[PaneKey], now: int) -> None:
    """Of days that will be compared with, the visitors until each hour outlive the hours."""
    hours = {(key.start, key.scope) for key in over if key.family == "s" and key.kind == "h"}
    days = {(shop.calendar.day(start).start, scope) for start, scope in hours if is_split(scope)}
    for start, scope in sorted(days):
        day = shop.calendar.day(start)
        if start > now - shop.clock.kept_for("d") or is_near_campaign(shop.known, day):
            remember(shop, day, scope)


def drop_pane(shop: Shop, key: PaneKey) -> None:
    """Forget a pane with its members."""
    shop.speaker.dropped(key)
    shop.noted.clear()
    _forget_members(shop, key, shop.windows.drop(key))
    shop.windows.mark(key)


def _forget_members(shop: Shop, key: PaneKey, dropped: dict[str, Members]) -> None:
    for measure, members in dropped.items():
        for index in range(len(members.chunks)):
            shop.mark("members", (key, measure, index))


def drop_entity(shop: Shop, kind: str, name: str) -> None:
    """Forget an entity."""
    del shop.entities[kind][name]
    shop.mark(kind, name)


def sweep_kept(shop: Shop, now: int, kept: Keeping) -> None:
    """Drop the facts and rows that are kept no longer, and the entities that hold nothing else.

    What was in force long ago is no option any more, so that a restore finds the same ones.
    """
    told = _configurations(shop)
    for kind, kept_for in KEPT.items():
        for name, entity in list(shop.entities[kind].items()):
            before = entity.size
            entity.forget(now - kept_for(kept, name))
            if not entity.size:
                drop_entity(shop, kind, name)
            elif entity.size != before:
                shop.mark(kind, name)
    if _configurations(shop) != told:
        shop.obey(Options(shop.get("setting", CONFIGURED)))
    index_complaints(shop)
    index_ranks(shop)


def _configurations(shop: Shop) -> int:
    settings: Settings | None = shop.get("setting", CONFIGURED)
    return 0 if settings is None else settings.size


def _has_recent_orders(shop: Shop, order_ids: set[str], since: int) -> bool:
    return any(shop.get("order", order_id).heard_at >= since for order_id in order_ids)


def _sweep_visitors(shop: Shop, now: int, kept: Keeping) -> None:
    for visitor_id, seen in shop.kept["visitor"].glimpse(_Visitor):
        if seen.seen_at + kept.visitor < now:
            if not _has_recent_orders(shop, set(seen.orders), now - kept.fact):
                drop_entity(shop, "visitor", visitor_id)
        elif seen.seen_at + kept.views < now and any(visit.number for visit in seen.visits):
            fade(shop.entity("visitor", visitor_id), (now - kept.views) * SECOND, shop.options.recent_us)


def _sweep_orders(shop: Shop, now: int, kept: Keeping) -> None:
    for order_id, order in shop.kept["order"].glimpse(_Order):
        if order.heard_at + kept.order < now:
            _forget_order(shop, order_id)
    for buyer_id, seen in shop.kept["buyer"].glimpse(_Buyer):
        if not seen.inquiries and seen.seen_at + kept.order >= now:
            continue
        buyer: Buyer = shop.get("buyer", buyer_id)
        if _forgets_inquiries(buyer, now - kept.identity):
            shop.mark("buyer", buyer_id)
        if not buyer.orders and not buyer.payments and buyer.seen_at + kept.order < now:
            drop_entity(shop, "buyer", buyer_id)


def _forgets_inquiries(buyer: Buyer, since: int) -> bool:
    """Drop the inquiries that have no identity any more; whether there were any."""
    kept = {
        name: inquiry
        for name, inquiry in buyer.inquiries.items()
        if max(inquiry.told.at, inquiry.told.arrived) >= since
    }
    is_less = len(kept) < len(buyer.inquiries)
    buyer.inquiries = kept
    return is_less


def _sweep_members(shop: Shop, now: int, identity: int) -> None:
    """A member is one for as long as the buyer is known."""
    for buyer_id, member in list(shop.entities["member"].items()):
        is_known = shop.get("buyer", buyer_id) is not None
        if not is_known and all(fact.told.arrived + identity < now for fact in member.facts.values()):
            drop_entity(shop, "member", buyer_id)


def _forget_order(shop: Shop, order_id: str) -> None:
    order: Order = shop.get("order", order_id)
    forget_order(shop, order_id, order)
    for sale in (order.created, order.paid):
        if sale is None:
            continue
        if sale.buyer_id and shop.get("buyer", sale.buyer_id) is not None:
            buyer = shop.entity("buyer", sale.buyer_id)
            buyer.orders.pop(order_id, None)
            buyer.payments.pop(order_id, None)
        if sale.visitor_id and shop.get("visitor", sale.visitor_id) is not None:
            shop.entity("visitor", sale.visitor_id).drop_order(order_id)
    drop_entity(shop, "order", order_id)


def sweep_stock(shop: Shop, now: int, kept: Keeping) -> None:
    """Sum up the movements that nothing can reach; an item nobody has told of for long enough is unknown again."""
    for name, moves in list(shop.entities["moves"].items()):
        day = int(name.split("|", 1)[0])
        if max(day, moves.heard_at) + kept.fact < now:
            drop_entity(shop, "moves", name)
    for item_id, stock in list(shop.entities["stock"].items()):
        if stock.heard_at + kept.identity < now:
            drop_entity(shop, "stock", item_id)
        else:
            _fold(shop, item_id, stock)


def _fold(shop: Shop, item_id: str, stock: Stock) -> None:
    """The earliest days, as long as their movements are forgotten."""
    for day in sorted({day for days in stock.days.values() for day in days}):
        if shop.get("moves", moves_name(item_id, day)) is not None:
            return
        fold(stock, day)
        shop.mark("stock", item_id)
