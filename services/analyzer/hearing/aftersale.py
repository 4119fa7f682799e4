"""Complaints, returns, reviews, ratings and reported losses (events.md E4, E7, E8)."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from services.analyzer.contributions.aftersale import GRADE_OF_STARS, losses, returns, reviews
from services.analyzer.deltas import SHOP, Contributions, scope
from services.analyzer.entities.facts import told
from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.entities.reports import ReportDay
from services.analyzer.formulas.aftersale import MICRO
from services.analyzer.hearing.complaints import count_complaints, index_complaint
from services.analyzer.hearing.reports import midnight, reported
from services.analyzer.shop import Shop

COMPLAINED = ("buyer_id", "order_id", "inquiry_id", "item_id", "agent_id")
LOST = {"buyers": "lost_buyers", "amount": "lost_amount_minor"}


def hear_complaint(shop: Shop, event: Any) -> None:
    """A buyer complained."""
    data = event.data
    name = f"complaint:{data.complaint_id}"
    case: Ledger = shop.entity("aftersale", name)
    filed = Fact(told(event), {field: getattr(data, field) for field in COMPLAINED})
    with shop.recount(event, lambda: count_complaints(shop, {name})):
        case.hear("filed", data.complaint_id, filed)
        index_complaint(shop, name, case)


def hear_return(shop: Shop, event: Any) -> None:
    """A buyer wants to send something back."""
    data = event.data
    said = {"item_id": data.item_id, "reason": data.reason}
    name = f"return:{data.return_id}"
    known: Ledger = shop.entity("aftersale", name)
    before = known.of_kind("requested")
    _case(shop, event, name, "requested", said, returns)
    for fact in [*before, *known.of_kind("requested")]:
        item = fact.said["item_id"]
        for here in [SHOP, *([scope(item_id=item)] if item else [])]:
            shop.stand(event, "reasons", here, fact.told.at)


def hear_review(shop: Shop, event: Any) -> None:
    """A buyer reviewed an item; without a grade the stars give it (E7)."""
    data = event.data
    grade = data.grade or GRADE_OF_STARS[data.stars]
    said = {"review_id": data.review_id, "item_id": data.item_id, "grade": grade}
    _case(shop, event, f"review:{data.review_id}", "posted", said, reviews)


def hear_review_resolved(shop: Shop, event: Any) -> None:
    """A review was changed or withdrawn, or its answer accepted."""
    _case(shop, event, f"review:{event.data.review_id}", "resolved", {}, reviews)


def _case(
    shop: Shop,
    event: Any,
    name: str,
    kind: str,
    said: Mapping[str, Any],
    counted: Callable[[Ledger], Contributions],
) -> None:
    case: Ledger = shop.entity("aftersale", name)
    with shop.recount(event, lambda: [counted(case)]):
        case.hear(kind, name.split(":", 1)[1], Fact(told(event), dict(said)))


def hear_lost(shop: Shop, event: Any) -> None:
    """A row of viewers who bought elsewhere."""
    day: ReportDay = shop.entity("lost", str(event.data.day))
    span = shop.calendar.day_of(event.data.day).spans["d"]
    shop.recount_later(event, ("lost", str(event.data.day)), lambda: losses(span, day))
    day.hear(reported(event, ("item_id", "to_shop", "reason"), LOST))


def hear_rating(shop: Shop, event: Any) -> None:
    """The shop's rating in one aspect on one day, kept in millionths."""
    data = event.data
    days: ReportDay = shop.entity("dsr", data.aspect)
    row = reported(event, ("day",), {})
    row.figures["value"] = _micro(data.value)
    if data.peer_gap is not None:
        row.figures["peer_gap"] = _micro(data.peer_gap)
    if days.hear(row):
        shop.stand(event, "dsr", scope(aspect=data.aspect), midnight(shop, data.day))


def _micro(number: float) -> int:
    return int(Fraction(str(number)) * MICRO)


HEARD: dict[str, Callable[[Shop, Any], None]] = {
    "complaint.filed": hear_complaint,
    "return.requested": hear_return,
    "review.posted": hear_review,
    "review.resolved": hear_review_resolved,
    "lost.reported": hear_lost,
    "dsr.observed": hear_rating,
}
