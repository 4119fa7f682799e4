"""What is still needed of a parent, spread over its children that are still to come (planning.md P6)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

import msgspec

from services.planner.split import split

UPLIFT_CAP = Fraction(3, 2)


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """One re-plan: `current` of the children left; `remaining` = R; `baseline_left` of all that are not closed."""

    current: dict[str, int]
    remaining: int
    baseline_left: int
    shortfall: int

    @property
    def is_unreachable(self) -> bool:
        """No allowed re-plan can reach the target."""
        return self.shortfall > 0


def replan(
    total: int,
    baseline: Mapping[str, int],
    closed: Mapping[str, int],
    running: Mapping[str, int],
    kept: Mapping[str, int],
    cap: Fraction | None = UPLIFT_CAP,
) -> Needed:
    """Steps 1-5 of P6 for a parent with target `total`.

    `closed` final actuals, `running` frozen targets of children that have begun, `kept` targets set by hand;
    `cap` None leaves the children at their baseline (nothing is carried over).
    """
    remaining = max(0, total - sum(closed.values()))
    going = {child: target for child, target in running.items() if child not in closed}
    left = {child: base for child, base in baseline.items() if child not in closed and child not in going}
    fixed = {child: kept[child] for child in left if child in kept}
    free = {child: base for child, base in left.items() if child not in fixed}
    rest = max(0, remaining - sum(going.values()) - sum(fixed.values()))
    spread = free if cap is None else capped_split(rest, free, cap)
    current = {child: fixed[child] if child in fixed else spread[child] for child in left}
    return Needed(
        current=current,
        remaining=remaining,
        baseline_left=sum(base for child, base in baseline.items() if child not in closed),
        shortfall=max(0, remaining - sum(going.values()) - sum(current.values())),
    )


def capped_split(total: int, baseline: Mapping[str, int], cap: Fraction) -> dict[str, int]:
    """`total` over the children by baseline, none above baseline x `cap` (rounded down); what is over is left out."""
    ceiling = {child: floor(base * cap) for child, base in baseline.items()}
    capped: dict[str, int] = {}
    free = dict(baseline)
    while free:
        parts = split(total - sum(capped.values()), free)
        above = [child for child, part in parts.items() if part > ceiling[child]]
        if not above:
            return {**capped, **parts}
        capped.update({child: ceiling[child] for child in above})
        free = {child: base for child, base in free.items() if child not in capped}
    return capped
