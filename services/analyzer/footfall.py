"""Page views that wait to be counted, gathered by minute: many views of a shop go into the same few windows.

Other signs of visitors wait beside them.

Only prompt news of a minute that is still open waits here, and only what adds; whoever reads, closes, stores or takes
back from windows has them settled first, so that no figure depends on when that was.
"""

from collections.abc import Iterable
from typing import NamedTuple

from services.analyzer.deltas import SHOP, Scope, scope
from services.analyzer.signs import Pourable, Signs

MINUTE = 60


class Way(NamedTuple):
    """How a visit came: what its page views are counted under beside the shop."""

    traffic_source: str
    device: str
    visitor_class: str


class Aside(NamedTuple):
    """Where a page view counts its visitor beside its way: kinds of windows, scope, measure."""

    kinds: str
    scope: Scope
    measure: str


class Steps:
    """What the page views of one minute and one scope add."""

    __slots__ = ("attributed", "offset", "returning", "viewers", "visits")

    def __init__(self, offset: int) -> None:
        """Nothing yet; `offset` is that of the first view."""
        self.offset = offset
        self.viewers: list[str] = []  # one for each view
        self.visits = self.returning = 0
        self.attributed: list[str] = []  # those whose first visit of the day begins here

    def join(self, other: "Steps") -> None:
        """Add what another one adds."""
        self.offset = min(self.offset, other.offset)
        self.viewers += other.viewers
        self.visits += other.visits
        self.returning += other.returning
        self.attributed += other.attributed


class Footfall:
    """The page views of a shop that are not in its windows yet."""

    def __init__(self) -> None:
        """Nobody walked in."""
        self._ways: dict[int, dict[Way, Steps]] = {}
        self._items: dict[int, dict[str, dict[str, Steps]]] = {}  # by item and traffic source
        self._aside: dict[tuple[int, Aside], Steps] = {}
        self.signs = Signs()

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._ways) or bool(self.signs)

    @property
    def first_end(self) -> int:
        """The end of the first minute in which something waits."""
        return min((*self._ways, *self.signs.minutes)) + MINUTE

    def view(
        self,
        at: int,
        way: Way,
        visitor_id: str,
        item_id: str | None,
        offset: int,
        aside: Iterable[Aside] = (),
    ) -> Steps:
        """One page view at an epoch second; returns what its way adds so far."""
        minute = at - at % MINUTE
        ways = self._ways.get(minute)
        if ways is None:
            ways, self._items[minute] = self._ways.setdefault(minute, {}), {}
        steps = ways.get(way)
        if steps is None:
            steps = ways[way] = Steps(offset)
        steps.viewers.append(visitor_id)
        if item_id is not None:
            items = self._items[minute]
            sources = items.get(item_id)
            if sources is None:
                sources = items[item_id] = {}
            seen = sources.get(way[0])
            if seen is None:
                seen = sources[way[0]] = Steps(offset)
            seen.viewers.append(visitor_id)
        for here in aside:
            known = self._aside.get((minute, here))
            if known is None:
                known = self._aside[minute, here] = Steps(offset)
            known.viewers.append(visitor_id)
        return steps

    def waiting(self, scope: Scope, minute: int | None = None) -> int:
        """How many page views and other signs of a scope wait at most, of one minute or of all."""
        signs = 0 if scope else self.signs.number(minute)
        named = dict(scope)
        found: list[Steps] = []
        for start in self._ways if minute is None else {minute} & self._ways.keys():
            if "item_id" in named:
                found += self._items[start].get(named["item_id"], {}).values()
            else:
                found += (steps for way, steps in self._ways[start].items() if _is_in(named, way))
        return signs + sum(len(steps.viewers) for steps in found)

    def pour(self, windows: Pourable) -> None:
        """Put everything into the windows, so that nothing waits any more."""
        self.signs.pour(windows)
        gathered, items, aside = self._ways, self._items, self._aside
        self._ways, self._items, self._aside = {}, {}, {}
        for minute, ways in gathered.items():
            for here, steps in _by_scope(ways).items():
                _pour_visits(windows, minute, here, steps)
        for minute, seen in items.items():
            _pour_items(windows, minute, seen)
        for (minute, (kinds, here, measure)), steps in aside.items():
            windows.pour(kinds, minute, here, {}, {measure: steps.viewers}, steps.offset)


def _is_in(named: dict[str, str], way: Way) -> bool:
    """Whether a way may be one of a scope: it is unless the scope names another source, device or class."""
    return all(named.get(name, value) == value for name, value in zip(Way._fields, way, strict=True))


def _by_scope(ways: dict[Way, Steps]) -> dict[Scope, Steps]:
    """The same under the scopes of each way, and of the shop."""
    found: dict[Scope, Steps] = {}
    for way, steps in ways.items():
        for here in (SHOP, *(((name, value),) for name, value in zip(Way._fields, way, strict=True))):
            known = found.get(here)
            if known is None:
                known = found[here] = Steps(steps.offset)
            known.join(steps)
    return found


def _pour_visits(windows: Pourable, at: int, here: Scope, steps: Steps) -> None:
    members = {"viewers": steps.viewers}
    if not here:
        members["seen"] = steps.viewers
    windows.pour("mhd", at, here, {"views": len(steps.viewers)}, members, steps.offset)
    if steps.visits:
        windows.pour("hd", at, here, {"visits": steps.visits}, {}, steps.offset)
        windows.pour("d", at, here, {"returning_visits": steps.returning}, {}, steps.offset)
    if steps.attributed and (not here or here[0][0] == "traffic_source"):
        windows.pour("d", at, here, {}, {"attributed": steps.attributed}, steps.offset)


def _pour_items(windows: Pourable, at: int, seen: dict[str, dict[str, Steps]]) -> None:
    for item_id, sources in seen.items():
        whole: Steps | None = None
        for source, steps in sources.items():
            by_source = scope(item_id=item_id, traffic_source=source)
            windows.pour("hd", at, by_source, {}, {"item_viewers": steps.viewers}, steps.offset)
            if whole is None:
                whole = steps
            else:
                whole.join(steps)
        assert whole is not None
        here, views = scope(item_id=item_id), {"views": len(whole.viewers)}
        windows.pour("mhd", at, here, views, {"item_viewers": whole.viewers}, whole.offset, "m")
