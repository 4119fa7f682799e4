"""What a buyer's paid orders add to figures of customers (metrics.md M5, M16)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.facts import Told
from services.analyzer.moments import SECOND, Calendar

DAILY, LONGER = "d", "wM"
LONGEST = 365  # days of the longest window in which repeated purchases are counted


class Bought(NamedTuple):
    """One paid order of a buyer; `gaps` are the days since the payment before it and the one before that."""

    paid_us: int
    gaps: tuple[int, ...]
    is_new: bool
    is_member: bool
    traffic_source: str
    activity_id: str | None

    @property
    def at(self) -> int:
        """Epoch second of the payment."""
        return self.paid_us // SECOND


def customers(buyer_id: str, bought: Sequence[Bought], calendar: Calendar) -> Contributions:
    """All that some orders of one buyer, first paid first, add."""
    out = Contributions()
    _classes(out, bought, calendar)
    for order in bought:
        _repeats(out, order)
        if order.is_member:
            out.distinct("s", DAILY, order.at, [SHOP], "member_buyers", buyer_id)
        if order.activity_id:
            _of_activity(out, buyer_id, order, scope(activity_id=order.activity_id))
    return out


def _of_activity(out: Contributions, buyer_id: str, order: Bought, activity: Scope) -> None:
    """A buyer is new to date by the first order, and no later one within the year is new again."""
    out.distinct("s", DAILY, order.at, [activity], "activity_buyers", buyer_id)
    if order.is_new:
        out.distinct("s", DAILY, order.at, [activity], "activity_new", buyer_id)


def _classes(out: Contributions, bought: Sequence[Bought], calendar: Calendar) -> None:
    """The class of the buyer's first order in each window and scope.

    Windows longer than a day sum up their days, and this is no sum: a day's figure has a name of its own.
    """
    seen: set[tuple[int, str, Scope]] = set()
    for order in bought:
        at, spans, scopes = order.at, calendar.day(order.at).spans, _scopes(order)
        name = "new" if order.is_new else "returning"
        for kind in DAILY + LONGER:
            first = scopes
            if len(bought) > 1:
                start = spans[kind].start
                first = [here for here in scopes if (start, kind, here) not in seen]
                seen.update((start, kind, here) for here in first)
            out.total("s", kind, at, first, f"{name}_of_day" if kind == DAILY else name, 1)


def _scopes(order: Bought) -> list[Scope]:
    scopes = [SHOP, scope(traffic_source=order.traffic_source)]
    if order.activity_id:
        scopes.append(scope(activity_id=order.activity_id))
    return scopes


def _repeats(out: Contributions, order: Bought) -> None:
    """How long ago the buyer's payments before this one were: a window's first and second orders follow from it."""
    out.total("repeat", DAILY, order.at, [SHOP], "paid", 1)
    for number, gap in enumerate(order.gaps, 1):
        if gap < LONGEST:
            out.total("repeat", DAILY, order.at, [SHOP], f"{number}:{gap}", 1)


def joined(buyer_id: str, joinings: Iterable[tuple[Told, str | None]]) -> Contributions:
    """What a buyer's joinings of member programs add, under the shop and the person who is named."""
    out = Contributions()
    for told, person_id in joinings:
        scopes = [SHOP, scope(person_id=person_id)] if person_id else [SHOP]
        out.distinct("s", DAILY, told.at, scopes, "joined", buyer_id)
    return out
