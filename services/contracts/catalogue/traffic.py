"""Traffic (metrics.md M2)."""

from services.contracts.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "visitors",
        "访客数",
        "visitors",
        (
            "distinct `visitor_id` over `page.viewed`, `item.favorited`, `cart.added`, "
            "`checkout.started`, `order.created`, `order.paid` (who carts or pays was there, decision);"
            " per source: with a visit of that source, without any visit `unknown`"
        ),
        "count",
        ("S", "T", "D", "V", "C", "Y"),
        ("m", "h", "d", "w", "M"),
        "PRO",
        "M2",
        is_live=True,
    ),
    Metric(
        "visitors_attributed",
        "归因访客数",
        "attributed visitors",
        (
            "each visitor counted once, under the traffic source of the first visit of the day; sums to"
            " the shop"
        ),
        "count",
        ("T",),
        ("d",),
        "PRO",
        "M2",
    ),
    Metric(
        "visitor_overlap",
        "来源重叠",
        "overlap of sources",
        "sum over sources of `visitors` - shop `visitors` (never hidden)",
        "count",
        ("S",),
        ("d",),
        "PRO",
        "M2",
    ),
    Metric(
        "visits",
        "访问次数",
        "visits",
        "number of visits",
        "count",
        ("S", "T", "D", "V"),
        ("h", "d", "w"),
        "PRO",
        "M2",
    ),
    Metric(
        "page_views",
        "浏览量",
        "page views",
        "number of page views",
        "count",
        ("S", "T", "D", "V", "I"),
        ("m", "h", "d", "w"),
        "PRO",
        "M2",
        is_live=True,
    ),
    Metric(
        "item_visitors",
        "商品访客数",
        "item visitors",
        "distinct visitors of the item page",
        "count",
        ("I", "T"),
        ("h", "d", "r7"),
        "PRO",
        "M2",
    ),
    Metric(
        "item_rank",
        "流量排名",
        "traffic rank",
        (
            "rank by `item_visitors` of the day so far; ties: larger `page_views`, then smaller item "
            "id. Rank 1..5 = top-5 item"
        ),
        "position",
        ("I",),
        ("h", "d"),
        "OPS",
        "M2",
    ),
    Metric(
        "returning_share",
        "老访客占比",
        "share of returning visits",
        "returning visits / visits",
        "ratio",
        ("S", "T"),
        ("d", "w"),
        "OPS",
        "M2",
    ),
    Metric(
        "search_rank",
        "排名",
        "search rank",
        "`position` of the latest `rank.observed`; null when not found",
        "position",
        ("I", "K"),
        ("d",),
        "OPS",
        "M2",
    ),
    Metric(
        "slot_coverage",
        "橱窗使用率",
        "slot coverage",
        "items in a slot / latest `slots_total` (`slot.changed`)",
        "ratio",
        ("S",),
        ("d", "w"),
        "OPS",
        "M2",
    ),
    Metric(
        "peak_delist_share",
        "黄金时段下架占比",
        "delisting in peak hours",
        (
            "listed items whose `delist_at` falls in one of the shop's 6 best visitor hours (28 days) /"
            " listed items with `delist_at`"
        ),
        "ratio",
        ("S",),
        ("w",),
        "OPS",
        "M2",
    ),
    Metric(
        "lever_changes",
        "优化记录",
        "changes made",
        (
            "number of `item.changed`, `page.changed`, `price.changed`, `slot.changed` by lever, drawn "
            "as marks beside traffic"
        ),
        "count",
        ("S", "I"),
        ("d", "w"),
        "OPS",
        "M2",
    ),
)
