"""Which events stand behind each metric of service, guards, market, work, plans and the data itself (M7-M13)."""

from services.contracts.catalogue.behind.shared import (
    ADS,
    ATTRIBUTION,
    CREATED,
    EVERY,
    NEW_OR_NOT,
    PAID_AND_REFUNDED,
    REFUNDED,
    SALE_CHANGES,
    SALES,
    VISITED,
    VISITORS,
    Behind,
    linked_to,
)

_ASKED = Behind(("inquiry.opened",))
_CONVERTED = Behind(("inquiry.opened",), ("order.paid", *SALE_CHANGES, "shop.configured"))
_REVIEWS = Behind(("review.posted",), ("review.resolved",))
_RETURNS = Behind(("return.requested",))
_LOST = Behind(("lost.reported",))
_GUARD = Behind(
    ("order.created", "order.paid"),
    (
        "order.excluded",
        "order.cancelled",
        "promo.published",
        "promo.changed",
        "promo.withdrawn",
        "item.cost.set",
    ),
)
_PEERS = Behind(("competitor.observed",), ("competitor.set", "competitor.item.listed"), days_before=3)
_SEASON = Behind(
    ("competitor.item.listed", "competitor.observed"), ("competitor.set", "item.listed"), days_before=60
)
_PRICES = ("item.listed", "price.changed", "promo.published", "promo.changed", "promo.withdrawn")
_ACTIVITY_SALES = NEW_OR_NOT._replace(linked=("activity.opened", *SALE_CHANGES))
_TASKS = Behind(("task.done",), ("task.assigned", "task.cancelled"), told_before=30)
_PLANS = (
    "plan.year.set",
    "plan.quarter.set",
    "plan.month.set",
    "plan.day.set",
    "plan.share.set",
    "plan.kpi.set",
    "plan.calendar.set",
    "plan.campaign.set",
)
_PLANNED = Behind(("order.paid",), (*_PLANS, *SALE_CHANGES))
_ALL = ("order.created", "order.paid", "order.cancelled", "order.refunded", "order.excluded")

RUNNING: dict[str, Behind] = {
    # M7
    "inquirers": _ASKED,
    "inquiries": _ASKED,
    "inquiry_buyers": _CONVERTED,
    "inquiry_conversion": _CONVERTED,
    "agent_gap": _CONVERTED,
    "industry_gap": Behind(_CONVERTED.counted, (*_CONVERTED.linked, "benchmark.set")),
    "agent_sales": Behind(
        ("order.paid",), ("inquiry.opened", *SALE_CHANGES), told_before=2, option=ATTRIBUTION
    ),
    "reply_rate_3min": Behind(("inquiry.messaged",)),
    "phrase_hits": Behind(("inquiry.messaged",), ("rulepack.set",)),
    # M8
    "complaints": Behind(("complaint.filed",)),
    "presale_complaints": Behind(
        ("complaint.filed",), ("inquiry.opened", "order.paid", "order.created"), told_before=8
    ),
    "returns": _RETURNS,
    "return_reason_share": _RETURNS,
    "bad_reviews": _REVIEWS,
    "low_share": _REVIEWS,
    "review_resolve_minutes": _REVIEWS,
    "dsr": Behind(("dsr.observed",), days_before=1),
    "lost_buyers": _LOST,
    "lost_amount": _LOST,
    # M9
    "promo_orders": _GUARD,
    "promo_units": _GUARD,
    "below_floor_orders": _GUARD,
    "below_floor_units": _GUARD,
    "promo_loss": _GUARD,
    "promo_loss_pending": Behind((), _GUARD.types),
    "promo_order_rate": _GUARD,
    "order_rate_baseline": SALES,
    "buyer_promo_units": Behind((), _GUARD.types),
    "buyer_item_units": CREATED,
    # M10
    "peer_count": linked_to("competitor.set"),
    "peer_price_moves": _PEERS,
    "own_price": linked_to(*_PRICES),
    "peer_price_ratio": Behind(_PEERS.counted, (*_PEERS.linked, *_PRICES), 3),
    "peer_units_sold": _PEERS,
    "stolen_images": _PEERS,
    "peers_listed_share": _SEASON,
    "peers_selling_share": _SEASON,
    "new_item_ctr_ratio": linked_to("impression.reported", "item.listed", "benchmark.set"),
    "fav_cart_rate": Behind(("item.favorited", "cart.added", "page.viewed"), ("item.listed",)),
    "favorites": Behind(("item.favorited",)),
    "cart_adds": Behind(("cart.added",)),
    # M11
    "activities_joinable": linked_to("activity.opened", "activity.enrolled", "activity.progressed"),
    "activity_visitors": Behind(("page.viewed",), ("activity.opened",)),
    "activity_new_buyer_share": _ACTIVITY_SALES,
    "content_posts": Behind(("content.published",)),
    "shops_reviewed": _TASKS,
    "tasks_overdue": linked_to("task.assigned", "task.done", "task.cancelled"),
    "incentive_amount": Behind(("order.paid",), ("plan.incentive.set", "order.refunded", *SALE_CHANGES)),
    # M12
    "target": linked_to(*_PLANS),
    "expected_to_now": _PLANNED,
    "attainment": _PLANNED,
    "target_gap": _PLANNED,
    "contribution": Behind((*VISITED, "ad.reported"), (*_PLANS, "order.excluded")),
    "required_uplift": _PLANNED,
    "shortfall": _PLANNED,
    # M13
    "silence_seconds": linked_to(*EVERY),
    "late_events": linked_to(*EVERY),
    "conflicting_events": linked_to(*_ALL),
    "rejected_share": Behind(("event.quarantined", *EVERY)),
    "over_refund_amount": REFUNDED,
    "reconciliation_gap": Behind(
        ("order.paid", "order.refunded", "sales.reported", "ad.reported"), SALE_CHANGES
    ),
    "visitors_expected": Behind(VISITORS.counted, ("order.excluded", "plan.campaign.set"), days_before=28),
    "orders_expected": Behind(("order.paid",), SALE_CHANGES, days_before=28),
    "conversion_mean": VISITORS,
    "ad_clicks_mean": ADS,
    "ad_cpc_mean": ADS,
    "refund_order_rate_prior": PAID_AND_REFUNDED,
}
