"""Items and stock (metrics.md M6)."""

from services.contracts.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "stock_on_hand",
        "库存",
        "stock on hand",
        (
            "latest `on_hand`, plus later `delta`s; shown as 0 when negative, with the oversold units "
            "beside it"
        ),
        "units",
        ("I",),
        ("d",),
        "BUY",
        "M6",
        is_live=True,
    ),
    Metric(
        "daily_units_mean",
        "日均销量",
        "mean daily units",
        ("`units` of the last 7 closed days that are not no-data days / 7 (or as many as exist, at least 3)"),
        "units",
        ("I",),
        ("r7",),
        "BUY",
        "M6",
    ),
    Metric(
        "days_of_cover",
        "可售天数",
        "days of cover",
        "`stock_on_hand` / `daily_units_mean`; null when the mean is 0",
        "days",
        ("I",),
        ("d",),
        "BUY",
        "M6",
    ),
    Metric(
        "stock_state",
        "库存状态",
        "stock state",
        (
            "out: on hand <= 0 · low: cover < lead days (default 7, P) · slow: on hand > 0 and (cover >"
            " 60 days or no unit sold in 30 days) (P) · else ok; tested in this order"
        ),
        "count",
        ("I",),
        ("d",),
        "BUY",
        "M6",
    ),
    Metric(
        "reorder_units",
        "建议补货量",
        "suggested reorder",
        (
            "max(0, ceil(`daily_units_mean` x (lead days + 7)) - on hand), raised to `min_order_units`;"
            " 0 when slow"
        ),
        "units",
        ("I",),
        ("d",),
        "BUY",
        "M6",
    ),
)
