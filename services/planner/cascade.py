"""The whole plan as it stands: baseline, frozen and current targets of every period (planning.md P1, P6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256

import msgspec

from services.planner import periods
from services.planner.replan import UPLIFT_CAP, Needed, replan
from services.planner.tree import Branch


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One period of the plan. `target`: what it is judged by (frozen once it has begun); `current`: still needed."""

    period: str
    baseline: int
    current: int
    target: int
    is_frozen: bool = False
    is_set: bool = False
    plan_gap: int = 0
    actual: int = 0
    is_closed: bool = False
    shortfall: int = 0
    is_unreachable: bool = False
    remaining: int | None = None
    baseline_left: int | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a cascade is made from; the same standing gives the same cascade.

    `actuals`: final values of closed days, newest revision. `frozen`: targets of begun months and days.
    """

    branches: Mapping[str, Branch]
    actuals: Mapping[date, int]
    frozen: Mapping[str, int]
    today: date
    cap: Fraction = UPLIFT_CAP
    carry_over_year: bool = False


class Cascade(msgspec.Struct, frozen=True):
    """All nodes by period, the newly and formerly frozen targets, and an id made from the standing."""

    cascade_id: str
    nodes: Mapping[str, Node]
    frozen: Mapping[str, int]


def cascade(standing: Standing) -> Cascade:
    """The plan of every year in `standing`; begun months and days without a frozen target get theirs, in order."""
    plan = _Plan(standing)
    for year in sorted(period for period in standing.branches if len(period) == 4):
        plan.year(year)
    return Cascade(_identity(standing, plan.frozen), plan.nodes, plan.frozen)


def changed(before: Mapping[str, Node], after: Mapping[str, Node]) -> list[Node]:
    """The nodes of `after` whose published numbers differ from `before`, parents first."""
    fresh = (node for period, node in after.items() if _numbers(before.get(period)) != _numbers(node))
    return sorted(fresh, key=lambda node: (periods.LEVELS.index(periods.level_of(node.period)), node.period))


class _Plan:
    """One pass through the years, parents before children, earlier before later."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._closed_through = max(standing.actuals, default=None)
        self.frozen = dict(standing.frozen)
        self.nodes: dict[str, Node] = {}

    def year(self, period: str) -> None:
        carries = self._standing.carry_over_year
        self._parent(period, self._branch(period).number, self._standing.cap if carries else None)

    def _parent(self, period: str, total: int, cap: Fraction | None) -> None:
        """Judges `period` with `total`, then goes into its children with what each has to bring."""
        children = [child for child in periods.children_of(period) if child in self._standing.branches]
        needed = self._live_through(total, children, cap)
        self._add(period, total, needed)
        for child in children:
            bring = self._bring(child, needed)
            if len(child) == 10:
                self._add(child, bring, None)
            else:
                self._parent(child, bring, self._standing.cap)

    def _live_through(self, total: int, children: list[str], cap: Fraction | None) -> Needed:
        """Freezes begun children one after the other, each by the re-plan after the one before it has closed."""
        for child in children:
            if child not in self.frozen and self._may_freeze(child):
                self.frozen[child] = self._target_at_start(child, total, children, cap)
        return self._at_freezing(total, children, cap) or self._needed(total, children, cap, date.max)

    def _at_freezing(self, total: int, children: list[str], cap: Fraction | None) -> Needed | None:
        """The re-plan that froze the running child, as long as it would freeze it at the same number again.

        Splitting the rest once more without the frozen child could move single units between later ones.
        """
        running = [child for child in children if child in self.frozen and not self._is_closed(child)]
        if not running:
            return None
        needed = self._needed(total, children, cap, periods.first_day(running[-1]))
        return needed if needed.current.get(running[-1]) == self.frozen[running[-1]] else None

    def _target_at_start(self, child: str, total: int, children: list[str], cap: Fraction | None) -> int:
        baseline = self._branch(child).number
        if self._is_kept(child) or periods.last_day(child) < self._branch(child).since:
            return baseline
        needed = self._needed(total, children, cap, closed_before=periods.first_day(child))
        return needed.current.get(child, baseline) if needed.remaining > 0 else baseline

    def _needed(self, total: int, children: list[str], cap: Fraction | None, closed_before: date) -> Needed:
        over = [
            child for child in children if self._is_closed(child) and periods.last_day(child) < closed_before
        ]
        begun = [
            child for child in children if child in self.frozen and periods.first_day(child) < closed_before
        ]
        return replan(
            total,
            {child: self._branch(child).number for child in children},
            {child: self._actual(child) for child in over},
            {child: self.frozen[child] for child in begun if child not in over},
            {child: self._branch(child).number for child in children if self._is_kept(child)},
            cap,
        )

    def _bring(self, child: str, needed: Needed) -> int:
        return (
            self.frozen[child]
            if child in self.frozen
            else needed.current.get(child, self._branch(child).number)
        )

    def _add(self, period: str, current: int, needed: Needed | None) -> None:
        branch = self._branch(period)
        is_frozen = period in self.frozen
        target = branch.number if len(period) < 10 or not (is_frozen or current) else current
        self.nodes[period] = Node(
            period=period,
            baseline=branch.number,
            current=current,
            target=target,
            is_frozen=is_frozen,
            is_set=branch.is_set,
            plan_gap=branch.plan_gap,
            actual=self._actual(period),
            is_closed=self._is_closed(period),
            shortfall=needed.shortfall if needed else 0,
            is_unreachable=bool(needed and needed.is_unreachable),
            remaining=needed.remaining if needed else None,
            baseline_left=needed.baseline_left if needed else None,
        )

    def _branch(self, period: str) -> Branch:
        return self._standing.branches[period]

    def _is_kept(self, period: str) -> bool:
        """Set by hand, or nothing but the sum of what was set by hand below it."""
        return self._branch(period).is_set or self._branch(period).is_sum

    def _is_closed(self, period: str) -> bool:
        return self._closed_through is not None and periods.last_day(period) <= self._closed_through

    def _may_freeze(self, period: str) -> bool:
        """Begun, and the day before has closed. The first day ever is frozen as it closes: nothing moves it before."""
        first = periods.first_day(period)
        eve = first - timedelta(days=1)
        return first <= self._standing.today and (self._closed_through or date.min) >= eve

    def _actual(self, period: str) -> int:
        return sum(self._standing.actuals.get(day, 0) for day in periods.days_of(period))


def _identity(standing: Standing, frozen: Mapping[str, int]) -> str:
    actuals = ((day.isoformat(), value) for day, value in standing.actuals.items())
    told: tuple[object, ...] = (
        sorted((period, branch.number, branch.is_set) for period, branch in standing.branches.items()),
        sorted((day, value) for day, value in actuals if day in standing.branches),
        sorted(frozen.items()),
        (str(standing.cap), standing.carry_over_year),
    )
    return "cs_" + sha256(msgspec.json.encode(told)).hexdigest()[:20]


def _numbers(node: Node | None) -> tuple[int, ...] | None:
    return (node.baseline, node.current, node.shortfall, int(node.is_unreachable)) if node else None
