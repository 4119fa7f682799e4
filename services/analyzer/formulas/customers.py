"""Customers and members (metrics.md M5)."""

from services.analyzer.formulas.formula import Formula

FORMULAS: dict[str, Formula] = {}
