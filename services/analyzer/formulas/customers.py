"""Customers and members (metrics.md M5)."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from services.analyzer.contributions.customers import LONGEST
from services.analyzer.deltas import SHOP, scope
from services.analyzer.formulas.adverts import PARTIAL
from services.analyzer.formulas.formula import Formula, distinct
from services.analyzer.formulas.reported import provisional
from services.analyzer.formulas.spending import Spent, split
from services.analyzer.formulas.traffic import returning_share
from services.analyzer.known import Known
from services.analyzer.moments import Span
from services.analyzer.panes import PaneKey
from services.analyzer.standing import Standing, only_shop
from services.analyzer.values import NOTHING, Value, amount, missing, ratio
from services.analyzer.views import View

LENGTHS = ("r7", "r14", "r28", "r30", "r90", f"r{LONGEST}")
NEW, RETURNING = "new", "returning"


def repeat_purchase_rate(view: View) -> Value:
    """Of the identified buyers of the window those with a second paid order in it.

    A payment is its buyer's first of the window when the one before lies outside, and the second when that lies inside
    and the one before it outside; days know how many payments follow others by how many days.
    """
    span = Span(view.start, view.end)
    return view.known.made("repeated", ("repeat", "d"), span, lambda: _repeated(view.known, _days(view)))


def _repeated(known: Known, days: list[int]) -> Value:
    buyers = repeaters = 0
    for place, start in enumerate(days):
        pane = known.book.get(PaneKey("repeat", "d", start, SHOP))
        inside = Counter[int]()
        for name, number in () if pane is None else pane.sums.items():
            back, gap = _gap(name)
            inside[back] += number if gap <= place else 0
        buyers += inside[0] - inside[1]
        repeaters += inside[1] - inside[2]
    return ratio(repeaters, buyers)


@cache
def _gap(name: str) -> tuple[int, int]:
    """How many payments back a measure of the family looks, and over how many days: "2:30"; "paid" looks at itself."""
    back, _, days = name.partition(":")
    return (int(back), int(days)) if days else (0, 0)


def _days(view: View) -> list[int]:
    """First seconds of the days of a rolling window, earliest first."""
    return view.known.days(view.end, int(view.kind[1:]))


def buyers_of(view: View, name: str) -> int:
    """Identified buyers of a class, by their first order in the window and scope."""
    return view.sum(f"{name}_of_day" if view.kind == "d" else name)


def buyer_costs(view: View) -> Value | tuple[Fraction, Fraction]:
    """What was spent on new and on returning buyers, or why nobody knows."""
    spent = Spent(view.sum("spent_new"), view.sum("spent_returning"), view.sums("spent_all:"))
    if not spent.all and not view.has("spent_new") and not view.has("spent_returning"):
        return NOTHING
    costs = split(spent, dict(_new_shares(view, spent)))
    return missing("not_configured") if costs is None else costs


def _new_shares(view: View, spent: Spent) -> Iterator[tuple[str, Fraction]]:
    """New visits among the visits of each source, of the whole shop for what was spent on no source."""
    for source in spent.all:
        share = returning_share(view.at(scope(traffic_source=source)) if source else view.shop())
        if share.numerator is not None and share.denominator and share.null_reason is None:
            yield source, 1 - Fraction(share.numerator, share.denominator)


def cost_per(view: View, place: int, name: str) -> Value:
    """What a buyer of a class costs."""
    costs = buyer_costs(view)
    if isinstance(costs, Value):
        return provisional(view, PARTIAL, costs)
    cost = costs[place]
    return provisional(view, PARTIAL, ratio(cost.numerator, cost.denominator * buyers_of(view, name)))


def buyer_cost_ratio(view: View) -> Value:
    """What a new buyer costs against what a returning one does, with both counts beside it."""
    costs, new, returning = buyer_costs(view), buyers_of(view, NEW), buyers_of(view, RETURNING)
    if isinstance(costs, Value):
        return provisional(view, PARTIAL, costs)
    new_cost, returning_cost = costs
    found = ratio(
        new_cost.numerator * returning * returning_cost.denominator,
        new_cost.denominator * new * returning_cost.numerator if returning else 0,
    )
    beside = {"new_buyers": new, "returning_buyers": returning}
    return provisional(view, PARTIAL, found._replace(beside=beside))


def member_buyer_share(view: View) -> Value:
    """Buyers who were members when they paid, among identified buyers."""
    return ratio(view.count("member_buyers"), view.count("identified_buyers"))


FORMULAS: dict[str, Formula] = {
    "repeat_purchase_rate": Formula("repeat", (), repeat_purchase_rate),
    "new_buyers": Formula("s", ("orders",), lambda v: amount(buyers_of(v, NEW))),
    "returning_buyers": Formula("s", ("orders",), lambda v: amount(buyers_of(v, RETURNING))),
    "new_buyer_cost": Formula("s", (), lambda v: cost_per(v, 0, NEW)),
    "returning_buyer_cost": Formula("s", (), lambda v: cost_per(v, 1, RETURNING)),
    "buyer_cost_ratio": Formula("s", (), buyer_cost_ratio),
    "members_joined": distinct("joined"),
    "member_buyer_share": Formula("s", (), member_buyer_share),
}
STANDING = (Standing("repeat", LENGTHS, only_shop, follows=frozenset({()})),)
