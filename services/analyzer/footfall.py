"""Page views that wait to be counted: many views of a shop go into the same few windows.

Other signs of visitors wait beside them, and what orders add.

Only prompt news of a minute that is still open waits here, and only what adds. When a minute is over, its own windows
get what belongs to them; what goes into hours and days waits on with the other views of its hour. Whoever reads,
closes or stores those has all of it settled first, so that no figure depends on when that was.
"""

from collections.abc import Callable, Iterable

from services.analyzer.contributions.entrywords import SEARCHERS
from services.analyzer.deltas import Scope
from services.analyzer.gathered import Aside, Gathered, Hour, Minute, Pourable, Poured, Way
from services.analyzer.moments import MINUTE, Span
from services.analyzer.signs import Signs
from services.analyzer.takings import Takings
from services.analyzer.viewers import Counts, Steps, Viewers, counted, joined

__all__ = ["Aside", "Footfall", "Steps", "Viewers", "Way"]


class Footfall:
    """The page views of a shop that are not in its windows yet."""

    def __init__(self, hour_of: Callable[[int], Span]) -> None:
        """Nobody walked in; `hour_of` gives the hour that holds an epoch second."""
        self._hour_of = hour_of
        self._minutes: dict[int, Minute] = {}
        self._hours: dict[Span, Hour] = {}
        self.signs, self.takings = Signs(), Takings()

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._minutes or self._hours or self.signs or self.takings)

    def view(
        self,
        at: int,
        way: Way,
        visitor_id: str,
        item_id: str | None,
        offset: int,
        word: str | None = None,
        aside: Iterable[Aside] = (),
    ) -> Steps:
        """One page view at an epoch second, see `Minute.view`."""
        start = at - at % MINUTE
        minute = self._minutes.get(start)
        if minute is None:
            minute = self._minutes[start] = self._begun(start)
        return minute.view(way, visitor_id, item_id, offset, word, aside)

    def _begun(self, start: int) -> Minute:
        span = self._hour_of(start)
        hour = self._hours.get(span)
        if hour is None:
            hour = self._hours[span] = Hour(start)
        return Minute(start, start + MINUTE, hour)

    def waiting(self, here: Scope, minute: int | None = None) -> int:
        """How many visitors wait to be counted under a scope at most, in one minute or in all windows."""
        signs = 0 if here else self.signs.number(minute)
        if minute is not None:
            return signs + (self._minutes[minute].number(here) if minute in self._minutes else 0)
        spans = (*self._minutes.values(), *self._hours.values())
        return signs + sum(gathered.number(here) for gathered in spans)

    def pour_over(self, windows: Pourable, is_over: Callable[[int], bool]) -> None:
        """Put what belongs to minutes that are over into their windows; everything, when an hour is over."""
        self.takings.pour_over(windows, is_over)
        self._pour_minutes(windows, [start for start in self._minutes if is_over(start + MINUTE)])
        if any(is_over(start + MINUTE) for start in self.signs.minutes):
            self.signs.pour(windows)
        if any(is_over(hour.end) for hour in self._hours):
            self.pour(windows)

    def pour(self, windows: Pourable) -> None:
        """Put everything into the windows, so that nothing waits any more."""
        self.takings.pour(windows)
        self.signs.pour(windows)
        self._pour_minutes(windows, list(self._minutes))
        hours, self._hours = self._hours, {}
        for gathered in hours.values():
            _pour_hour(windows, gathered)

    def pour_ways(self, windows: Pourable) -> None:
        """Put everything that goes into windows of the shop, its sources, devices and classes into them."""
        self.signs.pour(windows)
        for minute in self._minutes.values():
            _end_minute(windows, minute.give_ways(), minute.hour)
        for hour in self._hours.values():
            _pour_ways(windows, hour.give_ways())

    def _pour_minutes(self, windows: Pourable, minutes: list[int]) -> None:
        for minute in minutes:
            gathered = self._minutes.pop(minute)
            _pour_items(windows, gathered)
            _end_minute(windows, gathered, gathered.hour)


def _pour_items(windows: Pourable, minute: Minute) -> None:
    into = windows.pouring("m", minute.at)
    for item_id, views in minute.views().items():
        into.pour((("item_id", item_id),), Viewers(minute.first[item_id], minute.until), {"views": views}, {})


def _end_minute(windows: Pourable, gathered: Gathered, hour: Hour) -> None:
    into = windows.pouring("m", gathered.at)
    for here, steps in gathered.by_scope().items():
        into.pour(here, steps, {"views": sum(steps.viewers.values())}, _seen(here, steps))
    for (kinds, here, measure), seen in gathered.aside.items():
        if "m" in kinds:
            into.pour(here, seen, {}, {measure: counted(seen.viewers)})
    hour.take(gathered)


def _pour_ways(windows: Pourable, gathered: Gathered) -> None:
    into, days = windows.pouring("hd", gathered.at), windows.pouring("d", gathered.at)
    for here, steps in gathered.by_scope().items():
        _pour_visits(into, days, here, steps)


def _pour_hour(windows: Pourable, gathered: Hour) -> None:
    _pour_ways(windows, gathered)
    into, days = windows.pouring("hd", gathered.at), windows.pouring("d", gathered.at)
    for item_id, sources in gathered.items.items():
        _pour_item(into, item_id, sources)
    for word, items in gathered.words.items():
        _pour_word(days, word, items)
    for (kinds, here, measure), seen in gathered.aside.items():
        (into if "h" in kinds else days).pour(here, seen, {}, {measure: counted(seen.viewers)})


def _pour_visits(into: Poured, days: Poured, here: Scope, steps: Steps) -> None:
    views = {"views": sum(steps.viewers.values())}
    if not steps.visits:
        into.pour(here, steps, views, _seen(here, steps))
        return
    into.pour(here, steps, {**views, "visits": steps.visits}, _seen(here, steps))
    is_attributed = steps.attributed and (not here or here[0][0] == "traffic_source")
    who = {"attributed": counted(steps.attributed)} if is_attributed else {}
    days.pour(here, steps, {"returning_visits": steps.returning}, who)


def _seen(here: Scope, steps: Steps) -> dict[str, Counts]:
    """Who was there: of the whole shop, whoever shows a page view or another sign."""
    return {"viewers": steps.viewers} if here else {"viewers": steps.viewers, "seen": steps.viewers}


def _pour_item(into: Poured, item_id: str, sources: dict[str, Viewers]) -> None:
    item = ("item_id", item_id)
    for source, seen in sources.items():
        into.pour((item, ("traffic_source", source)), seen, {}, {"item_viewers": counted(seen.viewers)})
    whole = joined(sources.values())
    into.pour((item,), whole, {"views": len(whole.viewers)}, {"item_viewers": counted(whole.viewers)})


def _pour_word(days: Poured, word: str, items: dict[str, Viewers]) -> None:
    keyword = ("keyword", word)
    for item_id, seen in items.items():
        if item_id:
            days.pour((("item_id", item_id), keyword), seen, {}, {SEARCHERS: counted(seen.viewers)})
    whole = joined(items.values())
    days.pour((keyword,), whole, {}, {SEARCHERS: counted(whole.viewers)})
