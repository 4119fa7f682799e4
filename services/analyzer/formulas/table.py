"""All formulas, in the order in which their rows are said."""

from services.analyzer.formulas import (
    adverts,
    aftersale,
    customers,
    expected,
    guard,
    health,
    incentives,
    items,
    keywords,
    launch,
    levers,
    lift,
    mains,
    margins,
    market,
    mix,
    offers,
    pages,
    sales,
    schedule,
    service,
    told,
    traffic,
    work,
)
from services.analyzer.formulas.formula import Formula

SECTIONS = (
    sales,
    told,
    traffic,
    levers,
    schedule,
    lift,
    mains,
    pages,
    mix,
    adverts,
    margins,
    keywords,
    customers,
    items,
    service,
    aftersale,
    guard,
    market,
    offers,
    launch,
    work,
    incentives,
    health,
    expected,
)
FORMULAS: dict[str, Formula] = {
    name: formula for section in SECTIONS for name, formula in section.FORMULAS.items()
}
HEAVY = frozenset(
    {"visitors", "conversion"}
)  # not repeated for running weeks and months: they merge every day
