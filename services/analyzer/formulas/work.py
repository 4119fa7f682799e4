"""Activities, content and tasks (metrics.md M11)."""

from services.analyzer.formulas.formula import Formula

FORMULAS: dict[str, Formula] = {}
