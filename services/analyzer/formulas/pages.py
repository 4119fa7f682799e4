"""Page health (metrics.md M3) and its adjustment for the mix of visits (M14)."""

from services.analyzer.formulas.formula import Formula

FORMULAS: dict[str, Formula] = {}
