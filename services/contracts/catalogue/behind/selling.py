"""Which events stand behind each metric of sales, traffic, pages, adverts, buyers and stock (M1-M6)."""

from services.contracts.catalogue.behind.shared import (
    ADS,
    CREATED,
    NEW_BUYERS,
    NEW_OR_NOT,
    PAID_AND_REFUNDED,
    REFUNDED,
    RETURNING,
    SALE_CHANGES,
    SALES,
    TRAFFIC,
    VISITORS,
    Behind,
    linked_to,
)

_MAIN = Behind(("order.paid",), (*SALE_CHANGES, "shop.configured"))
_VIEWS = Behind(("page.viewed", TRAFFIC))
# A visit belongs to the day on which it began, with its pages of after midnight.
_VISITS = Behind(("page.viewed", TRAFFIC), ("page.viewed",), told_before=1)
_HEALTH = _VISITS._replace(linked=("page.viewed", "benchmark.set", "shop.configured"))
_COSTS = Behind(("ad.reported", "cost.booked"))
_COST_OF_VISITORS = Behind(("ad.reported", "cost.booked", *VISITORS.counted), ("order.excluded",))
_MARGIN = Behind(("order.paid",), (*SALE_CHANGES, "item.cost.set", "shop.configured"))
_KEYWORDS = Behind(("keyword.reported", "order.paid"), SALE_CHANGES)
_COST_OF_NEW = Behind(
    ("order.paid", "ad.reported", "cost.booked", "page.viewed", TRAFFIC),
    SALE_CHANGES,
    days_before=365,
    option=NEW_BUYERS,
)
_STOCK = Behind(("order.paid",), ("stock.adjusted", "supplier.lead_time.set", *SALE_CHANGES), days_before=30)
_LISTED = ("item.listed", "item.delisted", "item.changed")

SELLING: dict[str, Behind] = {
    # M1
    "gmv": SALES,
    "refund_amount": REFUNDED,
    "refund_by_order_day": PAID_AND_REFUNDED,
    "net_sales": Behind(("order.paid", "order.refunded"), SALE_CHANGES),
    "refund_rate": PAID_AND_REFUNDED,
    "refund_order_rate": PAID_AND_REFUNDED,
    "orders_created": CREATED,
    "orders": SALES,
    "payment_rate": Behind(("order.created",), ("order.paid", "order.excluded")),
    "units": SALES,
    "buyers": SALES,
    "identified_buyers": SALES,
    "value_per_buyer": SALES,
    "aov_per_order": SALES,
    "units_per_order": SALES,
    "conversion": VISITORS,
    "item_conversion": Behind(("page.viewed", "order.paid"), SALE_CHANGES),
    "checkout_rate": Behind(("checkout.started", "order.paid"), SALE_CHANGES),
    "excluded_orders": Behind(("order.created", "order.paid"), ("order.excluded",)),
    # M2
    "visitors": VISITORS,
    "visitors_attributed": Behind(VISITORS.counted, ("page.viewed", "order.excluded"), told_before=1),
    "visitor_overlap": VISITORS,
    "visits": _VISITS,
    "page_views": _VIEWS,
    "item_visitors": _VIEWS,
    "item_rank": _VISITS,
    "returning_share": _VISITS._replace(told_before=31, option=RETURNING),
    "search_rank": Behind((), ("rank.observed",), days_before=30),
    "slot_coverage": linked_to("slot.changed", *_LISTED),
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
    "sell_through": Behind(("order.paid",), (*_LISTED, *SALE_CHANGES)),
    "page_change_lift": Behind(("page.viewed", "order.paid"), ("page.changed", *SALE_CHANGES)),
    # M4
    "ad_impressions": ADS,
    "ad_clicks": ADS,
    "ad_orders": ADS,
    "ad_cost": ADS,
    "ad_gmv": ADS,
    "ad_ctr": ADS,
    "ad_cpc": ADS,
    "ad_conversion": ADS,
    "ad_position": ADS,
    "roi": ADS,
    "gross_margin": _MARGIN,
    "break_even_roi": _MARGIN,
    "source_cost": _COSTS,
    "cost_per_visitor": _COST_OF_VISITORS,
    "cost_per_buyer": Behind(("ad.reported", "cost.booked", "order.paid"), SALE_CHANGES),
    "marginal_cost_per_visitor": _COST_OF_VISITORS,
    "marginal_cost_per_buyer": _COST_OF_VISITORS,
    "main_image_ctr": Behind(("impression.reported",)),
    "keyword_buyers": _KEYWORDS,
    "keyword_orders": _KEYWORDS,
    "keyword_conversion": _KEYWORDS,
    "keyword_verdict": Behind(("keyword.reported", "ad.reported", "rank.observed"), days_before=14),
    "hot_item_rank": Behind(("order.paid", "ad.reported"), SALE_CHANGES, days_before=7),
    # M5
    "repeat_purchase_rate": SALES,
    "new_buyers": NEW_OR_NOT,
    "returning_buyers": NEW_OR_NOT,
    "new_buyer_cost": _COST_OF_NEW,
    "returning_buyer_cost": _COST_OF_NEW,
    "buyer_cost_ratio": _COST_OF_NEW,
    "members_joined": Behind(("member.joined",)),
    "member_buyer_share": Behind(("order.paid",), ("member.joined", *SALE_CHANGES)),
    # M6
    "stock_on_hand": linked_to("stock.adjusted", "order.paid", *SALE_CHANGES),
    "daily_units_mean": SALES,
    "days_of_cover": _STOCK,
    "stock_state": _STOCK,
    "reorder_units": _STOCK,
}
