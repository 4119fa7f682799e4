"""Usual levels that rules and plans compare with (metrics.md M13, expected values)."""

from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.sales import conversion
from services.analyzer.formulas.traffic import SEEN

FORMULAS: dict[str, Formula] = {
    "conversion_mean": Formula("s", ("buyers", *SEEN), conversion),
}
