"""Margins, and what a source costs at the margin (metrics.md M4)."""

from collections.abc import Iterable
from fractions import Fraction

from services.analyzer.formulas.adverts import SPENT, a_head, daily_visitors, source_cost
from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.told import buyers
from services.analyzer.values import Value, millionths, missing, ratio
from services.analyzer.views import View
from services.contracts.rounding import MILLION

LEAST_DAYS = 8  # days with cost that a marginal figure needs (M4)
AVERAGE = "average"  # said where there is no marginal figure and the average stands for it
SOLD = ("costed_amount", "ad_cost")  # an item is said that was sold at a known cost, or advertised


def margin_of(view: View) -> Fraction | None:
    """Of the lines with a known cost, else the shop's own setting as of the window's end; None without either."""
    amount, cost = view.sum("costed_amount"), view.sum("cost_of_goods")
    if amount:
        return Fraction(amount - cost, amount)
    configured = view.known.setting("gross_margin", view.end - 1, None)
    return None if configured is None else Fraction(millionths(configured), MILLION)


def gross_margin(view: View) -> Value:
    """Negative when goods were sold under their cost."""
    margin = margin_of(view)
    return missing("not_configured") if margin is None else ratio(*margin.as_integer_ratio())


def break_even_roi(view: View) -> Value:
    """1 / gross margin; without a margin above 0 no return pays, and there is no such figure."""
    margin = margin_of(view)
    if margin is None:
        return missing("not_configured")
    return ratio(margin.denominator, max(0, margin.numerator))


def marginal(days: Iterable[tuple[int, int]]) -> Fraction | None:
    """What one more visitor costs, by days as (cost, visitors): the dearer half against the cheaper half of days.

    Days without cost do not count; None under 8 days, or where dearer days did not both cost and bring more.
    """
    paid = sorted((day for day in days if day[0] > 0), key=lambda day: day[0])
    half = len(paid) // 2
    if len(paid) < LEAST_DAYS:
        return None
    cheap, dear = paid[:half], paid[-half:]
    cost = sum(day[0] for day in dear) - sum(day[0] for day in cheap)
    visitors = sum(day[1] for day in dear) - sum(day[1] for day in cheap)
    return Fraction(cost, visitors) if cost > 0 and visitors > 0 else None


def _cost_of_more(view: View) -> tuple[Value, bool]:
    """The marginal cost of a visitor, or the average one; and whether it is marginal."""
    found = marginal((source_cost(day), daily_visitors(day)) for day in view.each_day())
    if found is not None:
        return ratio(*found.as_integer_ratio()), True
    return ratio(source_cost(view), daily_visitors(view)), False


def marginal_cost_per_visitor(view: View) -> Value:
    """Money per visitor; labelled `average` where the days do not tell what one more costs."""
    value, is_marginal = _cost_of_more(view)
    return a_head(view, value if is_marginal else value._replace(label=AVERAGE))


def marginal_cost_per_buyer(view: View) -> Value:
    """The same over the conversion of the source in the same days."""
    found, is_marginal = _cost_of_more(view)
    cost = (found.numerator or 0) * daily_visitors(view)
    value = ratio(cost, (found.denominator or 0) * buyers(view))
    return a_head(view, value if is_marginal else value._replace(label=AVERAGE))


FORMULAS: dict[str, Formula] = {
    "gross_margin": Formula("s", SOLD, gross_margin),
    "break_even_roi": Formula("s", SOLD, break_even_roi),
    "marginal_cost_per_visitor": Formula("s", SPENT, marginal_cost_per_visitor),
    "marginal_cost_per_buyer": Formula("s", SPENT, marginal_cost_per_buyer),
}
