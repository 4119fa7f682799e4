"""After-sale and reviews (metrics.md M8)."""

from datetime import timedelta
from fractions import Fraction

from tests.analyzer.oracle.keywords import matching
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window

WEEK = timedelta(days=7)


def told(shop: Shop, kind: str, scope: Scope, window: Window) -> list[Event]:
    """The facts of a type in a window whose fields match a scope."""
    return [
        event
        for event in shop.facts(kind)
        if event.at in window and all(event.data.get(name) == value for name, value in scope.items())
    ]


def complaints(shop: Shop, scope: Scope, window: Window) -> int:
    """ "`complaint.filed`"."""
    return len(told(shop, "complaint.filed", scope, window))


def presale_complaints(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Complaints with an `inquiry_id`, or whose buyer had a pre-sale inquiry in the 7 days before the order"."""
    return sum(is_presale(shop, event) for event in told(shop, "complaint.filed", scope, window))


def is_presale(shop: Shop, complaint: Event) -> bool:
    if complaint.data.get("inquiry_id"):
        return True
    order = shop.all_orders.get(complaint.data.get("order_id") or "")
    if order is None:
        return False
    buyer, at = complaint.data.get("buyer_id") or order.payment.get("buyer_id"), order.creation.at
    return any(e.data["buyer_id"] == buyer and at - WEEK <= e.at <= at for e in shop.inquiries)


def returns(shop: Shop, scope: Scope, window: Window) -> int:
    """ "`return.requested`, by reason"."""
    return len(told(shop, "return.requested", scope, window))


def return_reason_share(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Returns of a reason / returns"."""
    rest = {name: value for name, value in scope.items() if name != "reason"}
    return Share(returns(shop, scope, window), returns(shop, rest, window))


def grade(review: Event) -> str:
    """ "Without `grade`: 4-5 stars good, 3 neutral, 1-2 bad"."""
    stars = review.data.get("stars") or 0
    return str(review.data.get("grade") or ("good" if stars > 3 else "neutral" if stars == 3 else "bad"))


def bad_reviews(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Reviews graded neutral or bad"."""
    return sum(grade(event) != "good" for event in told(shop, "review.posted", scope, window))


def low_share(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Reviews graded bad / reviews"."""
    found = told(shop, "review.posted", scope, window)
    return Share(sum(grade(event) == "bad" for event in found), len(found))


def review_resolve_minutes(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Median of resolved - posted", "by the week of posting" (M16); a review "matters only when neutral or bad"."""
    resolved = {event.data["review_id"]: event.at for event in shop.facts("review.resolved")}
    spans = sorted(
        Fraction((resolved[review.data["review_id"]] - review.at) // timedelta(microseconds=1), 60_000_000)
        for review in told(shop, "review.posted", scope, window)
        if grade(review) != "good" and review.data["review_id"] in resolved
    )
    if not spans:
        return None
    half = len(spans) // 2
    return spans[half] if len(spans) % 2 else (spans[half - 1] + spans[half]) / 2


def dsr(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Latest `value` per aspect"."""
    until = Window("day", min(e.at for e in shop.events), window.end)
    found = matching(shop, "dsr.observed", scope, until)
    return Fraction(str(max(found, key=lambda row: row.data["day"]).data["value"])) if found else None


def lost(field: str) -> Formula:
    """ "Sums of `lost.reported`, by `to_shop` and reason"."""
    return lambda shop, scope, window: sum(
        row.data[field] for row in matching(shop, "lost.reported", scope, window)
    )


ANSWERS: dict[str, Formula] = {
    "complaints": complaints,
    "presale_complaints": presale_complaints,
    "returns": returns,
    "return_reason_share": return_reason_share,
    "bad_reviews": bad_reviews,
    "low_share": low_share,
    "review_resolve_minutes": review_resolve_minutes,
    "dsr": dsr,
    "lost_buyers": lost("lost_buyers"),
    "lost_amount": lost("lost_amount_minor"),
}
