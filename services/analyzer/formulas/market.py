"""Market and launch (metrics.md M10)."""

from services.analyzer.formulas.formula import Formula

FORMULAS: dict[str, Formula] = {}
