"""Comparisons on exact fractions, with hysteresis: between fire and clear nothing changes (R1)."""

import operator
from collections.abc import Callable
from fractions import Fraction

from services.alerts.lifecycle import Terms
from services.alerts.lifecycle.evidence import Verdict
from services.alerts.rules import durations
from services.alerts.rules.pack import Bound, Rule

OPS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(value: Fraction, bound: Bound) -> bool:
    return OPS[bound.op](value, bound.exact)


def verdict(value: Fraction | None, rule: Rule, samples: int | float | None = None) -> Verdict:
    """What the figure says of the rule; without a value or enough samples nothing is known."""
    if value is None or (rule.minimum is not None and (samples is None or samples < rule.minimum)):
        return "unknown"
    if rule.fires is not None and holds(value, rule.fires):
        return "breach"
    if rule.clears is None or holds(value, rule.clears):
        return "clear"
    return "between"


def exact(
    value: int | float | None, numerator: int | float | None, denominator: int | float | None
) -> Fraction | None:
    """A row's figure: its numerator over its denominator where it has them, else its value as printed."""
    if numerator is not None and denominator:
        return Fraction(str(numerator)) / Fraction(str(denominator))
    return None if value is None else Fraction(str(value))


def distance(value: Fraction | None, bound: Bound | None) -> float:
    """How far a value lies beyond a bound, 0 within it."""
    if value is None or bound is None:
        return 0.0
    beyond = value - bound.exact if bound.op in {">", ">="} else bound.exact - value
    return float(max(beyond, Fraction(0)))


def terms(rule: Rule) -> Terms:
    """How long the rule's breach must hold, and be over."""
    often = durations.evaluations(rule.hold)
    return Terms(0 if often else durations.seconds(rule.hold), often, durations.seconds(rule.keep))


def number(value: Fraction | None) -> int | float | None:
    """A figure as JSON has it: an integer where it is one, else rounded to 6 decimals."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else round(float(value), 6)
