"""Customers and members (metrics.md M5)."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction

from tests.analyzer.oracle.adverts import rows_of
from tests.analyzer.oracle.orders import Order
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.sold import paid
from tests.analyzer.oracle.traffic import begun
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.windows import Window, days_in


def identified(shop: Shop, scope: Scope, window: Window) -> list[Order]:
    """ "Repeat, new and returning figures use identified buyers only"; first payment first."""
    found = [order for order in paid(shop, scope, window) if order.payment.get("buyer_id")]
    return sorted(found, key=lambda order: (order.paid_at, order.id))


def repeat_purchase_rate(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Identified buyers with >= 2 paid orders in the window / identified buyers"."""
    counts = Counter(order.buyer for order in identified(shop, scope, window))
    return Share(sum(count >= 2 for count in counts.values()), len(counts))


def is_new(shop: Shop, order: Order) -> bool:
    """ "`is_new_buyer` if given, else: no paid order in this shop in the previous 365 days" (`new_buyer_days`)."""
    given = order.payment.get("is_new_buyer")
    if given is not None:
        return bool(given)
    assert order.paid_at is not None
    year = timedelta(days=shop.option("new_buyer_days", order.paid_at, 365))
    return not any(
        other.paid and other.buyer == order.buyer and order.paid_at - year <= other.paid_at < order.paid_at
        for other in shop.orders
    )


def by_class(shop: Shop, scope: Scope, window: Window) -> tuple[int, int]:
    """ "The class of the buyer's first order in that source and window" (M16): new and returning."""
    firsts: dict[str, bool] = {}
    for order in identified(shop, scope, window):
        if order.buyer not in firsts:
            firsts[order.buyer] = is_new(shop, order)
    return sum(firsts.values()), len(firsts) - sum(firsts.values())


def new_buyers(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Identified buyers by class at their first order in the window"."""
    return by_class(shop, scope, window)[0]


def returning_buyers(shop: Shop, scope: Scope, window: Window) -> int:
    return by_class(shop, scope, window)[1]


def costs_of(shop: Shop, window: Window) -> tuple[Fraction, Fraction] | None:
    """What new and returning buyers cost in a month, or None where a share is unknown.

    "New share of `all`: new visits / visits of that traffic source and month; `ad.reported` counts as `all`. Without
    class data the share is unknown and both costs are null."
    """
    days = {str(shop.day(day.start)) for day in days_in(window, shop.zone)}
    own = {"new": Fraction(0), "returning": Fraction(0)}
    common: Counter[str | None] = Counter()
    for event in shop.facts("cost.booked"):
        if event.data["day"] in days:
            if event.data["audience"] == "all":
                common[event.data.get("traffic_source")] += event.data["amount_minor"]
            else:
                own[event.data["audience"]] += event.data["amount_minor"]
    for source in {row.data["traffic_source"] for row in shop.rows("ad.reported")}:
        rows = rows_of(shop, {"traffic_source": source}, window)
        common[source] += sum(row.data["cost_minor"] for row in rows)
    for source, amount in common.items():
        visits = begun(shop, {"traffic_source": source} if source else {}, window)
        if amount and not visits:
            return None
        new = sum(visit.visitor_class == "new" for visit in visits)
        share = Fraction(new, len(visits)) if visits else Fraction(0)
        own["new"] += share * amount
        own["returning"] += (1 - share) * amount
    return own["new"], own["returning"]


def new_buyer_cost(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "(Costs with `audience` new + new share of `all`) / `new_buyers`"."""
    costs = costs_of(shop, window)
    return Share(costs[0], new_buyers(shop, scope, window)) if costs else None


def returning_buyer_cost(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "(Costs with `audience` returning + the rest of `all`) / `returning_buyers`"."""
    costs = costs_of(shop, window)
    return Share(costs[1], returning_buyers(shop, scope, window)) if costs else None


def buyer_cost_ratio(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`new_buyer_cost` / `returning_buyer_cost`"."""
    costs, (new, returning) = costs_of(shop, window), by_class(shop, scope, window)
    if costs is None or not new or not returning or not costs[1]:
        return None
    return (costs[0] / new) / (costs[1] / returning)


def members_joined(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct buyers with `member.joined`", of a person those who joined with that agent."""
    person = scope.get("person_id")
    return len(
        {
            event.data["buyer_id"]
            for event in shop.facts("member.joined")
            if event.at in window and person in (None, event.data.get("agent_id"))
        }
    )


def member_buyer_share(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Buyers who are members when they pay / identified buyers"."""
    since = {}
    for event in shop.facts("member.joined"):
        since.setdefault(event.data["buyer_id"], event.at)
    found = identified(shop, scope, window)
    members = {o.buyer for o in found if o.buyer in since and since[o.buyer] <= o.paid_at}
    return Share(len(members), len({order.buyer for order in found}))


ANSWERS: dict[str, Formula] = {
    "repeat_purchase_rate": repeat_purchase_rate,
    "new_buyers": new_buyers,
    "returning_buyers": returning_buyers,
    "new_buyer_cost": new_buyer_cost,
    "returning_buyer_cost": returning_buyer_cost,
    "buyer_cost_ratio": buyer_cost_ratio,
    "members_joined": members_joined,
    "member_buyer_share": member_buyer_share,
}
