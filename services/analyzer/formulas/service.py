"""Customer service (metrics.md M7)."""

from services.analyzer.formulas.formula import Formula, distinct, total
from services.analyzer.values import ratio

FORMULAS: dict[str, Formula] = {
    "inquiries": total("inquiries", "q"),
    "inquirers": distinct("inquirers", "q"),
    "inquiry_buyers": distinct("inquiry_buyers", "q")._replace(needs=("inquirers",)),
    "inquiry_conversion": Formula(
        "q", ("inquirers",), lambda v: ratio(v.count("inquiry_buyers"), v.count("inquirers"))
    ),
}
