"""Usual levels that rules and plans compare with (metrics.md M13, expected values)."""

from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.traffic import SEEN, visitors
from services.analyzer.values import ratio

FORMULAS: dict[str, Formula] = {
    "conversion_mean": Formula("s", ("buyers", *SEEN), lambda v: ratio(v.count("buyers"), visitors(v))),
}
