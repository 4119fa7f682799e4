"""What a source was expected to do on a day: its share of the target in visitors, buyers and cost (planning.md P7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from services.planner.diagnosis import Side

PLAN_DAYS, LEAST_DAYS = 28, 7


class DayOfSource(msgspec.Struct, frozen=True):
    """One final day of a source; money in minor units, `None` where no row came."""

    visitors: int = 0
    buyers: int = 0
    gmv: int = 0
    cost: int | None = None
    ad_gmv: int | None = None
    ad_cost: int | None = None


SourceDays = Mapping[str, Mapping[date, DayOfSource]]


class Level(msgspec.Struct, frozen=True):
    """Sums over the days that the plan is made from; ratios are always made of sums."""

    visitors: int
    buyers: int
    gmv: int
    cost: int | None

    @property
    def conversion(self) -> Fraction | None:
        """Buyers per visitor."""
        return Fraction(self.buyers, self.visitors) if self.visitors else None

    @property
    def value_per_buyer(self) -> Fraction | None:
        """Minor units per buyer."""
        return Fraction(self.gmv, self.buyers) if self.buyers else None

    @property
    def cost_per_visitor(self) -> Fraction | None:
        """Minor units per visitor; `None` where no cost is known."""
        return Fraction(self.cost, self.visitors) if self.visitors and self.cost is not None else None


def window(final_days: Sequence[date], day: date) -> tuple[date, ...]:
    """The final days that the plan of `day` looks at: the last 28 before it; none when they are fewer than 7."""
    before = tuple(known for known in sorted(final_days) if known < day)[-PLAN_DAYS:]
    return before if len(before) >= LEAST_DAYS else ()


def level(days: Mapping[date, DayOfSource], within: Sequence[date]) -> Level:
    """A source's sums over `within`; who pays has visited."""
    found = [days[day] for day in within if day in days]
    costs = [each.cost for each in found if each.cost is not None]
    return Level(
        visitors=sum(max(each.visitors, each.buyers) for each in found),
        buyers=sum(each.buyers for each in found),
        gmv=sum(each.gmv for each in found),
        cost=sum(costs) if costs else None,
    )


def together(levels: Sequence[Level]) -> Level:
    """All sources as one: the shop's own level."""
    costs = [each.cost for each in levels if each.cost is not None]
    return Level(
        sum(each.visitors for each in levels),
        sum(each.buyers for each in levels),
        sum(each.gmv for each in levels),
        sum(costs) if costs else None,
    )


def plan(shares: Mapping[str, int], days: SourceDays, within: Sequence[date]) -> dict[str, Side]:
    """Planned visitors, buyers and GMV per source: its `shares` at its usual conversion and value per buyer.

    A source without the whole history takes the shop's; without any figure to go by it is left out.
    """
    levels = {source: level(days.get(source, {}), within) for source in {*shares, *days}}
    shop = together(list(levels.values()))
    planned = {}
    for source, share in shares.items():
        own = levels[source] if _is_known(days.get(source, {}), within) else shop
        planned[source] = _side(share, own) or _side(share, shop)
    return {source: side for source, side in planned.items() if side is not None}


def _side(share: int, usual: Level) -> Side | None:
    conversion, value = usual.conversion, usual.value_per_buyer
    if not share:
        return Side()
    if not conversion or not value:
        return None
    buyers = Fraction(share) / value
    return Side(buyers / conversion, buyers, Fraction(share))


def _is_known(days: Mapping[date, DayOfSource], within: Sequence[date]) -> bool:
    """Seen as early as the window begins; a newer source has not yet shown what is usual for it."""
    return bool(within and days) and min(days) <= within[0]


def planned_cost(side: Side, usual: Level) -> Fraction | None:
    """What the planned visitors would cost at the usual price of a visitor."""
    per_visitor = usual.cost_per_visitor
    return None if per_visitor is None else side.visitors * per_visitor
