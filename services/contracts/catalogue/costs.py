"""What traffic costs and what it must bring (metrics.md M4)."""

from services.contracts.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "gross_margin",
        "毛利率",
        "gross margin",
        (
            "1 - sum(qty x unit cost) / sum(line amounts) of paid lines with a known cost; else "
            "`gross_margin` of the shop"
        ),
        "ratio",
        ("S", "I"),
        ("r30",),
        "BUY",
        "M4",
    ),
    Metric(
        "break_even_roi",
        "保本投产",
        "break-even return",
        "1 / `gross_margin`",
        "ratio",
        ("S", "I"),
        ("r30",),
        "PRO",
        "M4",
    ),
    Metric(
        "source_cost",
        "来源成本",
        "cost of source",
        "`ad_cost` + booked costs of the traffic source",
        "money",
        ("S", "T", "Y"),
        ("d", "w", "M"),
        "PRO",
        "M4",
    ),
    Metric(
        "cost_per_visitor",
        "访客成本",
        "cost per visitor",
        "`source_cost` / `visitors`",
        "money",
        ("T",),
        ("d", "r14"),
        "PRO",
        "M4",
    ),
    Metric(
        "cost_per_buyer",
        "买家成本",
        "cost per buyer",
        "`source_cost` / `buyers`",
        "money",
        ("T",),
        ("d", "r14", "M"),
        "PRO",
        "M4",
    ),
    Metric(
        "marginal_cost_per_visitor",
        "边际访客成本",
        "marginal cost per visitor",
        (
            "of the last 14 final days with cost > 0, n days sorted by cost: (mean cost of the "
            "floor(n/2) dearest - of the floor(n/2) cheapest) / (same difference of visitors); needs n "
            ">= 8 and a positive visitor difference and cost difference; else `cost_per_visitor` r14, "
            "marked `average`"
        ),
        "money",
        ("T",),
        ("r14",),
        "PRO",
        "M4",
    ),
    Metric(
        "marginal_cost_per_buyer",
        "边际买家成本",
        "marginal cost per buyer",
        "`marginal_cost_per_visitor` / `conversion` of the source r14",
        "money",
        ("T",),
        ("r14",),
        "PRO",
        "M4",
    ),
)
