"""Figures of reported rows (events.md E2): unknown where no row says them, provisional while a row is partial."""

from services.analyzer.contributions.adverts import BY_HOUR, TO_THE_END
from services.analyzer.formulas.formula import Formula
from services.analyzer.values import NOTHING, Value, amount, ratio
from services.analyzer.views import View


def reported(measure: str, partial: str) -> Formula:
    """The sum of what rows tell; `partial` counts the partial ones among them."""
    return Formula("s", (measure,), lambda view: _as_told(view, partial, amount(view.sum(measure)), measure))


def reported_share(numerator: str, denominator: str, partial: str) -> Formula:
    """One sum over another; unknown where rows leave one of them out."""
    return Formula(
        "s",
        (denominator,),
        lambda v: _as_told(v, partial, ratio(v.sum(numerator), v.sum(denominator)), numerator, denominator),
    )


def provisional(view: View, partial: str, value: Value) -> Value:
    """A figure that is provisional while a row of the window is partial, or a day of it has only its first hours."""
    is_provisional = view.sum(partial) > 0 or _lacks_hours(view)
    return value if value.is_provisional == is_provisional else value._replace(is_provisional=is_provisional)


def _lacks_hours(view: View) -> bool:
    """Whether a day is made up of hours of which none was told after its end."""
    if not view.sum(BY_HOUR):
        return False
    return any(day.sum(BY_HOUR) > 0 and not day.sum(TO_THE_END) for day in view.daily())


def _as_told(view: View, partial: str, value: Value, *measures: str) -> Value:
    for measure in measures:
        if not view.has(measure):
            return provisional(view, partial, NOTHING)
    return provisional(view, partial, value)
