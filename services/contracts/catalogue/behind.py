"""Which events stand behind each metric: those counted in its window, and those that change it from outside of it."""

# long because every metric has its line

from typing import NamedTuple

from services.contracts.registry import INPUTS

EVERY = tuple(sorted(INPUTS))
VISITED = ("page.viewed", "item.favorited", "cart.added", "checkout.started", "order.created", "order.paid")
TRAFFIC = "traffic.reported"
NEW_BUYERS, RETURNING, ATTRIBUTION = "new_buyer_days", "returning_days", "attribution_hours"
_SALE_CHANGES = ("order.created", "order.excluded")


class Behind(NamedTuple):
    """The event types of one metric.

    `counted` are those whose time (or `day`) lies in the window, or up to `days_before` days ahead of it; `linked`
    are those that decide what the counted ones are worth whenever they happen: refunds of the window's orders,
    exclusions, settings and statements. What was in force before the first record of a row is not looked for.
    `option` names the setting of a shop that the days follow where they are not the product's.
    """

    counted: tuple[str, ...]
    linked: tuple[str, ...] = ()
    days_before: int = 0
    told_before: int = 0  # days before that in which the linked ones may have been told
    option: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.counted, *self.linked)))


def _linked(*types: str) -> Behind:
    return Behind((), types)


_SALES = Behind(("order.paid",), _SALE_CHANGES)
_MAIN = Behind(("order.paid",), (*_SALE_CHANGES, "shop.configured"))
_CREATED = Behind(("order.created", "order.paid"), ("order.excluded",))
_REFUNDED = Behind(("order.refunded",), ("order.paid", *_SALE_CHANGES))
_PAID_AND_REFUNDED = Behind(("order.paid",), ("order.refunded", *_SALE_CHANGES))
_VISITORS = Behind((*VISITED, TRAFFIC), ("order.excluded",))
_VIEWS = Behind(("page.viewed", TRAFFIC))
# A visit belongs to the day on which it began, with its pages of after midnight.
_VISITS = Behind(("page.viewed", TRAFFIC), ("page.viewed",), told_before=1)
_HEALTH = _VISITS._replace(linked=("page.viewed", "benchmark.set", "shop.configured"))
_ADS = Behind(("ad.reported",))
_COSTS = Behind(("ad.reported", "cost.booked"))
_COST_OF_VISITORS = Behind(("ad.reported", "cost.booked", *_VISITORS.counted), ("order.excluded",))
_MARGIN = Behind(("order.paid",), (*_SALE_CHANGES, "item.cost.set", "shop.configured"))
_KEYWORDS = Behind(("keyword.reported", "order.paid"), _SALE_CHANGES)
_NEW_OR_NOT = Behind(("order.paid",), _SALE_CHANGES, days_before=365, option=NEW_BUYERS)
_COST_OF_NEW = Behind(
    ("order.paid", "ad.reported", "cost.booked", "page.viewed", TRAFFIC),
    _SALE_CHANGES,
    days_before=365,
    option=NEW_BUYERS,
)
_STOCK = Behind(("order.paid",), ("stock.adjusted", "supplier.lead_time.set", *_SALE_CHANGES), days_before=30)
_ASKED = Behind(("inquiry.opened",))
_CONVERTED = Behind(("inquiry.opened",), ("order.paid", *_SALE_CHANGES, "shop.configured"))
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
_ACTIVITY_SALES = _NEW_OR_NOT._replace(linked=("activity.opened", *_SALE_CHANGES))
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
_PLANNED = Behind(("order.paid",), (*_PLANS, *_SALE_CHANGES))
_LISTED = ("item.listed", "item.delisted", "item.changed")
_ALL = ("order.created", "order.paid", "order.cancelled", "order.refunded", "order.excluded")

BEHIND: dict[str, Behind] = {
    # M1
    "gmv": _SALES,
    "refund_amount": _REFUNDED,
    "refund_by_order_day": _PAID_AND_REFUNDED,
    "net_sales": Behind(("order.paid", "order.refunded"), _SALE_CHANGES),
    "refund_rate": _PAID_AND_REFUNDED,
    "refund_order_rate": _PAID_AND_REFUNDED,
    "orders_created": _CREATED,
    "orders": _SALES,
    "payment_rate": Behind(("order.created",), ("order.paid", "order.excluded")),
    "units": _SALES,
    "buyers": _SALES,
    "identified_buyers": _SALES,
    "value_per_buyer": _SALES,
    "aov_per_order": _SALES,
    "units_per_order": _SALES,
    "conversion": _VISITORS,
    "item_conversion": Behind(("page.viewed", "order.paid"), _SALE_CHANGES),
    "checkout_rate": Behind(("checkout.started", "order.paid"), _SALE_CHANGES),
    "excluded_orders": Behind(("order.created", "order.paid"), ("order.excluded",)),
    # M2
    "visitors": _VISITORS,
    "visitors_attributed": Behind(_VISITORS.counted, ("page.viewed", "order.excluded"), told_before=1),
    "visitor_overlap": _VISITORS,
    "visits": _VISITS,
    "page_views": _VIEWS,
    "item_visitors": _VIEWS,
    "item_rank": _VISITS,
    "returning_share": _VISITS._replace(told_before=31, option=RETURNING),
    "search_rank": Behind((), ("rank.observed",), days_before=30),
    "slot_coverage": _linked("slot.changed", *_LISTED),
    "peak_delist_share": Behind(("page.viewed", TRAFFIC), _LISTED, days_before=28),
    "lever_changes": Behind(("item.changed", "page.changed", "price.changed", "slot.changed")),
    # M3
    "bounce_rate": _HEALTH,
    "depth": _HEALTH,
    "bounce_rate_adjusted": _HEALTH._replace(days_before=28),
    "depth_adjusted": _HEALTH._replace(days_before=28),
    "dwell_seconds": Behind(
        ("page.viewed", "page.pinged", TRAFFIC), ("page.viewed", "page.pinged"), told_before=1
    ),
    "main_value_per_buyer": _MAIN,
    "value_ratio": _MAIN,
    "sell_through": Behind(("order.paid",), (*_LISTED, *_SALE_CHANGES)),
    "page_change_lift": Behind(("page.viewed", "order.paid"), ("page.changed", *_SALE_CHANGES)),
    # M4
    "ad_impressions": _ADS,
    "ad_clicks": _ADS,
    "ad_orders": _ADS,
    "ad_cost": _ADS,
    "ad_gmv": _ADS,
    "ad_ctr": _ADS,
    "ad_cpc": _ADS,
    "ad_conversion": _ADS,
    "ad_position": _ADS,
    "roi": _ADS,
    "gross_margin": _MARGIN,
    "break_even_roi": _MARGIN,
    "source_cost": _COSTS,
    "cost_per_visitor": _COST_OF_VISITORS,
    "cost_per_buyer": Behind(("ad.reported", "cost.booked", "order.paid"), _SALE_CHANGES),
    "marginal_cost_per_visitor": _COST_OF_VISITORS,
    "marginal_cost_per_buyer": _COST_OF_VISITORS,
    "main_image_ctr": Behind(("impression.reported",)),
    "keyword_buyers": _KEYWORDS,
    "keyword_orders": _KEYWORDS,
    "keyword_conversion": _KEYWORDS,
    "keyword_verdict": Behind(("keyword.reported", "ad.reported", "rank.observed"), days_before=14),
    "hot_item_rank": Behind(("order.paid", "ad.reported"), _SALE_CHANGES, days_before=7),
    # M5
    "repeat_purchase_rate": _SALES,
    "new_buyers": _NEW_OR_NOT,
    "returning_buyers": _NEW_OR_NOT,
    "new_buyer_cost": _COST_OF_NEW,
    "returning_buyer_cost": _COST_OF_NEW,
    "buyer_cost_ratio": _COST_OF_NEW,
    "members_joined": Behind(("member.joined",)),
    "member_buyer_share": Behind(("order.paid",), ("member.joined", *_SALE_CHANGES)),
    # M6
    "stock_on_hand": _linked("stock.adjusted", "order.paid", *_SALE_CHANGES),
    "daily_units_mean": _SALES,
    "days_of_cover": _STOCK,
    "stock_state": _STOCK,
    "reorder_units": _STOCK,
    # M7
    "inquirers": _ASKED,
    "inquiries": _ASKED,
    "inquiry_buyers": _CONVERTED,
    "inquiry_conversion": _CONVERTED,
    "agent_gap": _CONVERTED,
    "industry_gap": Behind(_CONVERTED.counted, (*_CONVERTED.linked, "benchmark.set")),
    "agent_sales": Behind(
        ("order.paid",), ("inquiry.opened", *_SALE_CHANGES), told_before=2, option=ATTRIBUTION
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
    "order_rate_baseline": _SALES,
    "buyer_promo_units": Behind((), _GUARD.types),
    "buyer_item_units": _CREATED,
    # M10
    "peer_count": _linked("competitor.set"),
    "peer_price_moves": _PEERS,
    "own_price": _linked(*_PRICES),
    "peer_price_ratio": Behind(_PEERS.counted, (*_PEERS.linked, *_PRICES), 3),
    "peer_units_sold": _PEERS,
    "stolen_images": _PEERS,
    "peers_listed_share": _SEASON,
    "peers_selling_share": _SEASON,
    "new_item_ctr_ratio": _linked("impression.reported", "item.listed", "benchmark.set"),
    "fav_cart_rate": Behind(("item.favorited", "cart.added", "page.viewed"), ("item.listed",)),
    "favorites": Behind(("item.favorited",)),
    "cart_adds": Behind(("cart.added",)),
    # M11
    "activities_joinable": _linked("activity.opened", "activity.enrolled", "activity.progressed"),
    "activity_visitors": Behind(("page.viewed",), ("activity.opened",)),
    "activity_new_buyer_share": _ACTIVITY_SALES,
    "content_posts": Behind(("content.published",)),
    "shops_reviewed": _TASKS,
    "tasks_overdue": _linked("task.assigned", "task.done", "task.cancelled"),
    "incentive_amount": Behind(("order.paid",), ("plan.incentive.set", "order.refunded", *_SALE_CHANGES)),
    # M12
    "target": _linked(*_PLANS),
    "expected_to_now": _PLANNED,
    "attainment": _PLANNED,
    "target_gap": _PLANNED,
    "contribution": Behind((*VISITED, "ad.reported"), (*_PLANS, "order.excluded")),
    "required_uplift": _PLANNED,
    "shortfall": _PLANNED,
    # M13
    "silence_seconds": _linked(*EVERY),
    "late_events": _linked(*EVERY),
    "conflicting_events": _linked(*_ALL),
    "rejected_share": Behind(("event.quarantined", *EVERY)),
    "over_refund_amount": _REFUNDED,
    "reconciliation_gap": Behind(
        ("order.paid", "order.refunded", "sales.reported", "ad.reported"), _SALE_CHANGES
    ),
    "visitors_expected": Behind(_VISITORS.counted, ("order.excluded", "plan.campaign.set"), days_before=28),
    "orders_expected": Behind(("order.paid",), _SALE_CHANGES, days_before=28),
    "conversion_mean": _VISITORS,
    "ad_clicks_mean": _ADS,
    "ad_cpc_mean": _ADS,
    "refund_order_rate_prior": _PAID_AND_REFUNDED,
}


class Decides(NamedTuple):
    """What decides, beside the event itself, under which value of a scope key it is counted, and how far back."""

    types: tuple[str, ...]
    days_before: int
    option: str = ""


_WAYS = ("page.viewed", TRAFFIC)
DECIDES: dict[str, Decides] = {
    "traffic_source": Decides(_WAYS, 1),
    "device": Decides(_WAYS, 1),
    "visitor_class": Decides(_WAYS, 31, RETURNING),
    "agent_id": Decides(("inquiry.opened",), 2, ATTRIBUTION),
    "promo_id": Decides(("promo.published", "promo.changed", "promo.withdrawn"), 0),
    "category_id": Decides(("item.listed",), 0),
}

# Scope keys whose value hangs on more than the events that name it: a visit's first page, the rank among all items.
TOGETHER: dict[str, frozenset[str]] = {
    "bounce_rate": frozenset({"item_id"}),
    "dwell_seconds": frozenset({"item_id"}),
    "item_rank": frozenset({"item_id"}),
    "hot_item_rank": frozenset({"item_id"}),
    "main_value_per_buyer": frozenset({"item_id"}),
    "excluded_orders": frozenset({"reason"}),
    "return_reason_share": frozenset({"reason"}),
}
