"""What complaints, returns, reviews and reported losses add (metrics.md M8)."""

from typing import NamedTuple

from services.analyzer.contributions.conflicts import add_conflicts
from services.analyzer.contributions.reports import add_row
from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.buyers import Buyer, Inquiry
from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.entities.orders import Order
from services.analyzer.entities.reports import ReportDay
from services.analyzer.moments import DAY, SECOND, Span

DAILY = "d"
PROMISE_DAYS = 7  # a complaint is about a promise when its buyer asked in so many days before the order (M8)
GRADE_OF_STARS = {1: "bad", 2: "bad", 3: "neutral", 4: "good", 5: "good"}  # events.md E7 (decision)
LOST = {"buyers": "lost_buyers", "amount": "lost_amount"}
LOST_SPLITS = ((), ("reason",), ("to_shop",), ("reason", "to_shop"))


class Promise(NamedTuple):
    """Whether a complaint is about what was said before the sale, and which agent it is about."""

    is_presale: bool
    agent_id: str | None


def promise(filed: Fact, chat_agent: str | None, buyer: Buyer | None, order: Order | None) -> Promise:
    """Judge a complaint by its chat, its buyer and its order.

    Where the complaint names no agent it is about the agent of its chat, else of that inquiry (decision).
    """
    asked = _asked(buyer, order)
    agent = filed.said["agent_id"] or chat_agent or (asked.agent_id if asked is not None else None)
    return Promise(bool(filed.said["inquiry_id"]) or asked is not None, agent)


def _asked(buyer: Buyer | None, order: Order | None) -> Inquiry | None:
    """The buyer's latest pre-sale inquiry in the seven days before the order."""
    if buyer is None or order is None or order.first is None:
        return None
    ordered = order.first.told.time_us
    since = ordered - PROMISE_DAYS * DAY * SECOND
    asked = [inquiry for inquiry in buyer.inquiries.values() if since <= inquiry.told.time_us <= ordered]
    return max(asked, key=lambda inquiry: (inquiry.told.time_us, inquiry.told.event_id), default=None)


def complaint(filed: Fact, about: Promise) -> Contributions:
    """What one complaint adds."""
    out = Contributions()
    add_conflicts(out, filed)
    agent = [scope(agent_id=about.agent_id)] if about.agent_id else []
    item = [scope(item_id=filed.said["item_id"])] if filed.said["item_id"] else []
    out.total("s", DAILY, filed.told.at, [SHOP, *agent, *item], "complaints", 1)
    if about.is_presale:
        out.total("s", DAILY, filed.told.at, [SHOP, *agent], "presale_complaints", 1)
    return out


def returns(case: Ledger) -> Contributions:
    """What one requested return adds: for the shop and the item, and for its reason in each of them."""
    out = Contributions()
    for asked in case.of_kind("requested"):
        add_conflicts(out, asked)
        item_id, reason = asked.said["item_id"], asked.said["reason"]
        wide: list[Scope] = [SHOP, *([scope(item_id=item_id)] if item_id else [])]
        by_reason = [scope(**dict(each), reason=reason) for each in wide]
        out.total("s", DAILY, asked.told.at, [*wide, *by_reason], "returns", 1)
        out.total("s", DAILY, asked.told.at, wide, f"returned {reason}", 1)
    return out


def reviews(case: Ledger) -> Contributions:
    """What one review adds; the time to resolve it counts in the week of posting (M16)."""
    out = Contributions()
    for fact in case.facts.values():
        add_conflicts(out, fact)
    for posted in case.of_kind("posted"):
        item_id, grade = posted.said["item_id"], posted.said["grade"]
        scopes = [SHOP, scope(item_id=item_id)]
        out.total("s", DAILY, posted.told.at, scopes, "reviews", 1)
        out.total("s", DAILY, posted.told.at, scopes, "low_reviews", int(grade == "bad"))
        if grade != "good":
            out.total("s", DAILY, posted.told.at, scopes, "bad_reviews", 1)
            resolved = min((fact.told.time_us for fact in case.of_kind("resolved")), default=None)
            took = None if resolved is None else max(0, resolved - posted.told.time_us)
            name = f"open {posted.told.at} {posted.said['review_id']}" if took is None else f"took {took}"
            out.total("resolve", "w", posted.told.at, scopes, name, 1)
    return out


def losses(span: Span, day: ReportDay) -> Contributions:
    """What the rows of one day add, for the shop and its items, each by shop gone to and by reason."""
    out = Contributions()
    for of_item in ((), ("item_id",)):
        for split in LOST_SPLITS:
            keys = (*of_item, *split)
            for row in day.grain(frozenset(keys)):
                here = scope(**{key: row.dimensions[key] for key in keys})
                add_row(out, DAILY, span, [here], row, LOST, "lost_partial")
    return out
