"""After-sale and reviews (metrics.md M8)."""

from services.analyzer.formulas.formula import Formula

FORMULAS: dict[str, Formula] = {}
