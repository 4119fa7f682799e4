"""Page health corrected for the mix of visits (metrics.md M14), with the raw rate beside it."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from services.analyzer.contributions.pages import PAGES
from services.analyzer.formulas.basis import from_rows, is_reported
from services.analyzer.formulas.formula import Formula
from services.analyzer.mix import LEAST_VISITS, NOBODY, WEIGHTS, Cell, Mix, adjusted
from services.analyzer.standing import Standing, only_shop
from services.analyzer.values import Value, missing, ratio
from services.analyzer.views import View
from services.contracts.vocabulary import TRAFFIC_SOURCES

WEEK, LONGER = 7, 28
NOT_ADJUSTED = "not adjusted"
MIX = "mix"  # the family
Cells = dict[Mix, Cell]


def paid_sources(view: View) -> set[str]:
    """The traffic sources that are paid for, those that the shop added included (glossary.md G3)."""
    added = view.known.setting("extra_sources", view.end - 1, [])
    named = {source for source, kind in TRAFFIC_SOURCES.items() if kind == "paid"}
    return named | {source["key"] for source in added if source["is_paid"]}


def weights(view: View, metric: str) -> dict[Mix, Fraction]:
    """The reference weights in force; the shop's own take the place of the default ones."""
    found = {}
    for mix, usual in WEIGHTS.items():
        name = f"benchmark.set|{metric}|reference_weight|{mix.name}|"
        said = view.known.get("setting", name)
        own = None if said is None else said.value("value", view.end - 1, None)
        found[mix] = usual if own is None else Fraction(str(own))
    return found if sum(found.values()) else dict(WEIGHTS)


def cells(days: View, counted: str, of: str) -> Cells:
    """Visits and what is counted of them by cell; who is of unknown class counts as new."""
    paid, found = paid_sources(days), dict[Mix, Cell]()
    amounts = days.sums(f"{counted} ")
    for name, visits in days.sums(f"{of} ").items():
        who, source = name.split("|", 1)
        mix = Mix("returning" if who == "returning" else "new", "paid" if source in paid else "free")
        known = found.get(mix, NOBODY)
        found[mix] = Cell(known.visits + visits, known.amount + amounts.get(name, 0))
    return {mix: cell for mix, cell in sorted(found.items()) if cell.visits}


def health(metric: str, raw: str, counted: str, view: View) -> Value:
    """The adjusted rate of the week, of 28 days when the week has few visits; the raw one where cells are unknown."""
    reported = is_reported(view)
    seen, of = (f"r_{counted}", f"r_{counted}_of") if reported else (counted, "closed")
    length, days = WEEK, view.rolling(WEEK, family=PAGES)
    if days.sum(of) < LEAST_VISITS:
        length, days = LONGER, view.rolling(LONGER, family=PAGES)
    whole = Cell(days.sum(of), days.sum(seen))
    found = cells(days, seen, of)
    beside = {"days": length, raw: ratio(whole.amount, whole.visits).shown, **_beside(whole, found, counted)}
    value = _judged(metric, view, whole, found)._replace(beside=beside)
    return from_rows(days, value) if reported else value


def _judged(metric: str, view: View, whole: Cell, found: Cells) -> Value:
    if whole.visits == 0 and view.known.is_dark(view.start, view.end):
        return missing("no_data")
    if whole.visits < LEAST_VISITS:
        return missing("min_samples")
    if sum(cell.visits for cell in found.values()) < whole.visits:
        return Value(whole.amount, whole.visits, label=NOT_ADJUSTED)
    exact = adjusted(found, weights(view, metric))
    return Value(exact.numerator, exact.denominator)


def _beside(whole: Cell, found: Cells, counted: str) -> dict[str, int | float | None]:
    returning = sum(cell.visits for mix, cell in found.items() if mix.visitor == "returning")
    share = ratio(returning, sum(cell.visits for cell in found.values())).shown
    named: dict[str, int | float | None] = {
        "returning_share": share,
        "visits": whole.visits,
        counted: whole.amount,
    }
    for mix, cell in found.items():
        named |= {f"{mix.name} visits": cell.visits, f"{mix.name} {counted}": cell.amount}
    return {name: figure for name, figure in named.items() if figure is not None}


def _formula(metric: str, raw: str, counted: str) -> Formula:
    compute: Callable[[View], Value] = partial(health, metric, raw, counted)
    return Formula(MIX, (), compute)


FORMULAS: dict[str, Formula] = {
    "bounce_rate_adjusted": _formula("bounce_rate_adjusted", "bounce_rate", "bounced"),
    "depth_adjusted": _formula("depth_adjusted", "depth", "pages"),
}
STANDING = (Standing(MIX, ("w",), only_shop, follows=frozenset({()}), reach=LONGER - 1, days_of=PAGES),)
