"""Page health (metrics.md M3)."""

from services.contracts.catalogue.entry import Band, Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "bounce_rate",
        "跳失率",
        "bounce rate",
        (
            "closed visits with one page view / closed visits; with `bounce_by` = `visitor`: visitors "
            "with one page view that day / visitors"
        ),
        "ratio",
        ("S", "T", "V", "I"),
        ("d", "w"),
        "DES",
        "M3",
        bands=(
            Band("fail", ">=", "0.70", "E", "", "returning_share >= 0.5 (P)"),
            Band("pass", "<", "0.70", "E", "", "returning_share >= 0.5 (P)"),
            Band("good", "<", "0.50", "E", "", "returning_share >= 0.5 (P)"),
        ),
    ),
    Metric(
        "depth",
        "访问深度",
        "page depth",
        "page views of closed visits / closed visits (or / visitors)",
        "pages",
        ("S", "T", "V"),
        ("d", "w"),
        "DES",
        "M3",
        bands=(
            Band("fail", "<", "2.5", "E", "", "returning_share >= 0.5 (P)"),
            Band("pass", ">=", "2.5", "E", "", "returning_share >= 0.5 (P)"),
            Band("good", ">", "4.0", "E", "", "returning_share >= 0.5 (P)"),
        ),
    ),
    Metric(
        "bounce_rate_adjusted",
        "跳失率(修正)",
        "bounce rate (adjusted)",
        (
            "sum over four cells (new or returning x free or paid source) of reference weight x bounced "
            "visits / visits of the cell"
        ),
        "ratio",
        ("S",),
        ("w",),
        "DES",
        "M3",
        bands=(
            Band("fail", ">=", "0.70"),
            Band("pass", "<", "0.70"),
            Band("good", "<", "0.60"),
        ),
    ),
    Metric(
        "depth_adjusted",
        "访问深度(修正)",
        "page depth (adjusted)",
        (
            "sum over four cells (new or returning x free or paid source) of reference weight x page "
            "views / visits of the cell"
        ),
        "pages",
        ("S",),
        ("w",),
        "DES",
        "M3",
        bands=(
            Band("fail", "<", "2.5"),
            Band("pass", ">=", "2.5"),
            Band("good", ">", "3.5"),
        ),
    ),
    Metric(
        "dwell_seconds",
        "停留时间",
        "dwell time",
        (
            "sum of `active_seconds` on item pages / visits with an item page view; without pings: "
            "`dwell_seconds` / `visits` of rows"
        ),
        "seconds",
        ("S", "I", "T"),
        ("d", "w"),
        "DES",
        "M3",
        bands=(
            Band("fail", "<", "0.8", "P", "own_r28"),
            Band("pass", ">=", "0.8", "P", "own_r28"),
            Band("good", ">=", "1.2", "P", "own_r28"),
        ),
    ),
    Metric(
        "main_value_per_buyer",
        "主打款客单价",
        "main item's value per buyer",
        "item `gmv` / item `buyers` of the main item",
        "money",
        ("I",),
        ("r7",),
        "DES",
        "M3",
    ),
    Metric(
        "value_ratio",
        "全店客单价比主打款",
        "value per buyer, shop to main item",
        "shop `value_per_buyer` / `main_value_per_buyer` (numerator and denominator as exact fractions)",
        "ratio",
        ("S",),
        ("r7",),
        "DES",
        "M3",
        bands=(
            Band("fail", "<", "1.3"),
            Band("pass", ">=", "1.3"),
            Band("good", ">=", "1.5"),
        ),
    ),
    Metric(
        "sell_through",
        "动销率",
        "sell through",
        "listed items with a paid order in the window / items listed at its end",
        "ratio",
        ("S", "C"),
        ("r7", "r30"),
        "OPS",
        "M3",
        bands=(
            Band("fail", "<", "0.5", "P", "", "r30"),
            Band("pass", ">=", "0.5", "P", "", "r30"),
            Band("good", ">=", "0.7", "P", "", "r30"),
        ),
    ),
    Metric(
        "page_change_lift",
        "改版效果",
        "lift of a page change",
        (
            "`item_conversion` of the 7 days after the change day / of the 7 days before - 1; null "
            "under 200 item visitors on a side (P)"
        ),
        "ratio",
        ("I",),
        ("r7",),
        "DES",
        "M3",
    ),
)
