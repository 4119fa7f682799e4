"""What a buyer's pre-sale inquiries add (metrics.md M7, M16): each window credits a buyer once."""

from collections.abc import Callable

from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.buyers import Buyer, Inquiry
from services.analyzer.moments import Calendar, Span

KINDS = "dwM"


def inquiries(buyer_id: str, buyer: Buyer, calendar: Calendar, within: Callable[[int], int]) -> Contributions:
    """All that the inquiries of one buyer add; `within` gives the attribution window of a moment, microseconds."""
    out = Contributions()
    if not buyer.inquiries:
        return out
    for inquiry in buyer.inquiries.values():
        at = inquiry.told.at
        who, agent = _scopes(inquiry)
        out.total("q", KINDS, at, [SHOP, *agent], "inquiries", 1)
        out.distinct("q", KINDS, at, [SHOP, *who], "inquirers", buyer_id)
    for kind in KINDS if buyer.payments else ():
        _credits(out, buyer_id, buyer, kind, calendar, within)
    return out


def _scopes(inquiry: Inquiry) -> tuple[list[Scope], list[Scope]]:
    agent = [scope(agent_id=inquiry.agent_id)] if inquiry.agent_id else []
    item = [scope(item_id=inquiry.item_id)] if inquiry.item_id else []
    return [*agent, *item, scope(traffic_source=inquiry.traffic_source or "unknown")], agent


def _credits(
    out: Contributions,
    buyer_id: str,
    buyer: Buyer,
    kind: str,
    calendar: Calendar,
    within: Callable[[int], int],
) -> None:
    windows: dict[Span, list[Inquiry]] = {}
    for inquiry in buyer.inquiries.values():
        windows.setdefault(calendar.span(kind, inquiry.told.at), []).append(inquiry)
    for span, opened in windows.items():
        credited = credit(buyer, opened, within)
        if credited is not None:
            scopes = [scope(traffic_source=credited.traffic_source or "unknown")]
            if credited.agent_id:
                scopes.append(scope(agent_id=credited.agent_id))
            out.distinct("q", kind, span.start, [SHOP, *scopes], "inquiry_buyers", buyer_id)


def credit(buyer: Buyer, opened: list[Inquiry], within: Callable[[int], int]) -> Inquiry | None:
    """The inquiry of a window that is credited: the latest one before the window's first converting payment."""
    paid = [buyer.conversion(inquiry.told.time_us, within(inquiry.told.time_us)) for inquiry in opened]
    first = min((moment for moment in paid if moment is not None), default=None)
    if first is None:
        return None
    before = [i for i in opened if i.told.time_us <= first <= i.told.time_us + within(i.told.time_us)]
    return max(before, key=lambda inquiry: (inquiry.told.time_us, inquiry.told.event_id))
