"""Keywords (metrics.md M4)."""

from services.analyzer.formulas.formula import Formula

FORMULAS: dict[str, Formula] = {}
