"""Splits targets down the tree year > quarter > month > day; children add up to their parent (planning.md P1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from services.planner import periods
from services.planner.split import split

WeightOf = Callable[[date], Fraction]


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """The baseline of one period. `is_set`: by hand; `is_sum`: only the sum of what is set below it.

    `plan_gap` = its own number - the sum of its children, where set children do not add up.
    `since`: the day on which the period was first planned.
    """

    number: int
    since: date
    is_set: bool = False
    is_sum: bool = False
    plan_gap: int = 0


class Resplit(msgspec.Struct, frozen=True):
    """A moment on day `at` when targets, calendar or campaigns changed; `first_open`: first day not yet begun."""

    at: date
    first_open: date
    targets: Mapping[str, int]
    weight: WeightOf


def baselines(resplits: Sequence[Resplit]) -> dict[str, Branch]:
    """The baseline after all `resplits`, oldest first."""
    tree: dict[str, Branch] = {}
    for each in resplits:
        tree = resplit(tree, each)
    return tree


def resplit(tree: Mapping[str, Branch], change: Resplit) -> dict[str, Branch]:
    """The baseline after one more change: days that had begun keep what they had in `tree`."""
    kept = {period: branch.number for period, branch in tree.items() if _is_begun_day(period, change)}
    grown = grow(change, kept)
    return {period: _keep_since(branch, tree.get(period)) for period, branch in grown.items()}


def grow(change: Resplit, kept: Mapping[str, int]) -> dict[str, Branch]:
    """All branches of the years that the targets name; `kept` days keep their number."""
    growth = _Growth(change, kept)
    for year in sorted({period[:4] for period in change.targets}):
        growth.give(year, None)
    return growth.tree


class _Growth:
    """One pass down a year, carrying what stays the same on the way."""

    def __init__(self, change: Resplit, kept: Mapping[str, int]) -> None:
        self._targets, self._weight = change.targets, change.weight
        self._since, self._kept = change.at, kept
        self.tree: dict[str, Branch] = {}

    def give(self, period: str, number: int | None) -> int | None:
        """Plans `period` with its own target, else with `number`, else with the sum of what is set below."""
        own = self._targets.get(period)
        whole = number if own is None else own
        if len(period) == 10:
            whole = self._kept.get(period, whole)
        below = self._give_below(period, whole)
        is_sum = whole is None and below is not None
        whole = below if whole is None else whole
        if whole is not None:
            gap = 0 if below is None else whole - below
            self.tree[period] = Branch(
                number=whole, since=self._since, is_set=own == whole, is_sum=is_sum, plan_gap=gap
            )
        return whole

    def _give_below(self, period: str, whole: int | None) -> int | None:
        children = periods.children_of(period)
        shares = self._shares(children, whole) if whole is not None else {}
        given = [self.give(child, shares.get(child)) for child in children]
        known = [number for number in given if number is not None]
        return sum(known) if known else None

    def _shares(self, children: Sequence[str], whole: int) -> dict[str, int]:
        """Set children keep their target, begun days their number; the rest goes over all other days."""
        free = [child for child in children if child not in self._targets]
        fixed = sum(
            self._kept.get(child, self._targets[child]) for child in children if child in self._targets
        )
        kept = {child: self._kept_in(child) for child in free}
        weights = {child: self._open_weight(child) for child in free if self._open_days(child)}
        parts = split(max(0, whole - fixed - sum(kept.values())), weights)
        return {child: kept[child] + parts.get(child, 0) for child in free}

    def _open_days(self, period: str) -> list[date]:
        return [day for day in periods.days_of(period) if day.isoformat() not in self._kept]

    def _open_weight(self, period: str) -> Fraction:
        return sum((self._weight(day) for day in self._open_days(period)), Fraction(0))

    def _kept_in(self, period: str) -> int:
        return sum(self._kept.get(day.isoformat(), 0) for day in periods.days_of(period))


def _is_begun_day(period: str, change: Resplit) -> bool:
    return len(period) == 10 and date.fromisoformat(period) < change.first_open


def _keep_since(branch: Branch, before: Branch | None) -> Branch:
    return branch if before is None else msgspec.structs.replace(branch, since=before.since)
