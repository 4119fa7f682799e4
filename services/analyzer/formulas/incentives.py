"""What a person earns by units sold (metrics.md M11, `plan.incentive.set`)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from services.analyzer.contributions.sold import KEPT
from services.analyzer.deltas import SHOP, Scope, scope
from services.analyzer.entities.settings import Settings
from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.sold import sold
from services.analyzer.known import Known
from services.analyzer.moments import Span
from services.analyzer.standing import Spoken, Standing
from services.analyzer.values import amount
from services.analyzer.views import PaneView

INCENTIVE = "plan.incentive.set"
Sold = Mapping[str, int]  # units by item


class Rule(NamedTuple):
    """So many minor units for each unit of an item (of each item by itself without one) above a floor per period."""

    item_id: str | None
    floor: int
    per_unit: int
    period: str

    def earned(self, periods: Iterable[Sold]) -> int:
        """What is earned by the units of some periods."""
        return sum(self._of_one(sold) for sold in periods) * self.per_unit

    def _of_one(self, sold: Sold) -> int:
        items = sold if self.item_id is None else {self.item_id: sold.get(self.item_id, 0)}
        return sum(max(0, units - self.floor) for units in items.values())


def say_incentives(view: PaneView) -> Iterator[Spoken]:
    """What each person with a rule in force at the end of the month, or now, has earned in it."""
    earned: dict[str, int] = {}
    at = min(view.end - 1, max(view.start, view.known.clock.watermark))
    for person_id, rule in rules(view.known, at):
        of_rule = rule.earned(_periods(view, rule.period))
        earned[person_id] = earned.get(person_id, 0) + of_rule
    for person_id, money in sorted(earned.items()):
        here = scope(person_id=person_id)
        yield Spoken(f"incentive_amount {person_id}", "incentive_amount", here, amount(money))


def rules(known: Known, at: int) -> Iterator[tuple[str, Rule]]:
    """The rules in force at an epoch second, with the person whom each is for."""
    for said in (settings.at(at) for settings in _stated(known)):
        if said is not None:
            rule = Rule(said.get("item_id"), said["units_floor"], said["per_unit_minor"], said["period"])
            yield said["person_id"], rule


def _stated(known: Known) -> Iterator[Settings]:
    return (kept for name, kept in known.all("setting").items() if name.startswith(f"{INCENTIVE}|"))


def _periods(view: PaneView, period: str) -> list[Sold]:
    """Units by item in the month, in each of its days, or in each week that ends in it (decision).

    Orders that were refunded in full are left out.
    """
    calendar, spans = view.known.calendar, [Span(view.start, view.end)]
    if period != "month":
        kind = "d" if period == "day" else "w"
        days = view.known.calendar.days_between(view.start, view.end)
        spans = list(dict.fromkeys(calendar.day(day).spans[kind] for day in days))
    return [sold(view.known, KEPT, *span) for span in spans if view.start < span.end <= view.end]


def with_rules(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The shop, when it ever set a rule."""
    return (SHOP,) if next(_stated(known), None) is not None else ()


FORMULAS: dict[str, Formula] = {}
STANDING = (Standing("incentive", ("M",), with_rules, frozenset({()}), say=say_incentives),)
