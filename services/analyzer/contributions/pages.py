"""What closed visits add to page health (metrics.md M3, M14, M16): in the windows in which they began."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from services.analyzer.contributions.traffic import visit_class
from services.analyzer.deltas import SHOP, Contributions, Scope, scope, together
from services.analyzer.entities.visitors import Visitor
from services.analyzer.entities.visits import Visit
from services.analyzer.moments import SECOND, Calendar
from services.analyzer.panes import UNTOUCHED

PAGES = "v"  # the family
LONG = "dw"


def page_health(visitor: Visitor, visits: Iterable[Visit], calendar: Calendar) -> Contributions:
    """All that the closed ones of some visits of one visitor add."""
    closed = [visit for visit in visits if visit.is_closed and visit.number]
    exits = Exits()
    for visit in closed:
        exits.add(calendar.day(visit.begun_us // SECOND).start, visitor, visit)
    out = exits.contributions()
    out.add(guests(visitor, closed, calendar))
    return out


def guests(visitor: Visitor, closed: Iterable[Visit], calendar: Calendar) -> Contributions:
    """A visitor with some closed visits as a guest of each day and scope, and whether of one page view in all."""
    out, views = Contributions(), dict[tuple[int, Scope], int]()
    for visit in closed:
        day = calendar.day(visit.begun_us // SECOND).start
        for here in entry_scopes(visitor, visit):
            views[day, here] = views.get((day, here), 0) + visit.number
    for (day, here), count in views.items():
        out.total(PAGES, LONG, day, [here], "guests", 1)
        if count == 1:
            out.total(PAGES, LONG, day, [here], "one_view_guests", 1)
    return out


def entry_scopes(visitor: Visitor, visit: Visit) -> list[Scope]:
    """What a visit is counted under: shop, source, class, the item that it was entered by."""
    first = visit.first
    source, who = scope(traffic_source=first.traffic_source), scope(visitor_class=visit_class(visitor, visit))
    return [SHOP, source, who, *([scope(item_id=first.item_id)] if first.item_id else [])]


class Came:
    """From which record on something is told, and when the last of it arrived (epoch second)."""

    __slots__ = ("arrived", "offset")

    def __init__(self) -> None:
        """Nothing came yet."""
        self.offset, self.arrived = UNTOUCHED, 0

    def came(self, offset: int, arrived: int) -> None:
        """Something more came."""
        if offset < self.offset or self.offset == UNTOUCHED:
            self.offset = offset
        if arrived > self.arrived:  # noqa: PLR1730  (half the time of a call)
            self.arrived = arrived


class Count(Came):
    """Closed visits that are counted under the same scopes."""

    __slots__ = ("bounced", "closed", "guests", "one_view_guests", "pages")

    def __init__(self) -> None:
        """None yet."""
        super().__init__()
        self.closed = self.pages = self.bounced = self.guests = self.one_view_guests = 0

    def add(self, pages: int, *, is_alone: bool) -> None:
        """One visit; `is_alone` when it is its visitor's only one of the day."""
        self.closed += 1
        self.pages += pages
        self.bounced += pages == 1
        self.guests += is_alone
        self.one_view_guests += is_alone and pages == 1


class Dwell(Came):
    """Visits with an item page, and the seconds in use of it: None as long as no heartbeat was heard."""

    __slots__ = ("seconds", "visits")

    def __init__(self) -> None:
        """Nobody looked yet."""
        super().__init__()
        self.visits = 0
        self.seconds: int | None = None

    def add(self, seconds: int | None) -> None:
        """One visit."""
        self.visits += 1
        self.hear(seconds)

    def hear(self, seconds: int | None) -> None:
        """More seconds of a visit."""
        if seconds is not None:
            self.seconds = (self.seconds or 0) + seconds


class Exits:
    """Closed visits, counted by how they came, what they were entered by and which items they saw."""

    def __init__(self) -> None:
        """Nobody has left yet."""
        self._ways: dict[tuple[int, str, str], Count] = defaultdict(Count)
        self._entries: dict[tuple[int, str], Count] = defaultdict(Count)
        self._sources: dict[tuple[int, str], Dwell] = defaultdict(Dwell)
        self._items: dict[tuple[int, str], Dwell] = defaultdict(Dwell)

    def add(
        self, day: int, visitor: Visitor, visit: Visit, arrived: int = 0, *, is_alone: bool = False
    ) -> None:
        """One visit that began on a day; its visitor is counted with it when it is the only one of the day."""
        first, pages, offset = visit.first, visit.number, visit.offset
        count = self._ways[day, first.traffic_source, visit_class(visitor, visit)]
        count.add(pages, is_alone=is_alone)
        count.came(offset, arrived)
        if first.item_id:
            entry = self._entries[day, first.item_id]
            entry.add(pages, is_alone=is_alone)
            entry.came(offset, arrived)
        seen = seconds_by_item(visitor, visit)
        if seen:
            source = self._sources[day, first.traffic_source]
            source.add(None)
            source.came(offset, arrived)
            for item_id, seconds in seen.items():
                source.hear(seconds)
                item = self._items[day, item_id]
                item.add(seconds)
                item.came(offset, arrived)

    def contributions(self) -> Contributions:
        """What they add."""
        return together(part for _, part in self.parts())

    def parts(self) -> Iterator[tuple[Came, Contributions]]:
        """What they add, each time with how it came."""
        for (day, source, who), count in self._ways.items():
            out = Contributions()
            _count(out, day, [SHOP, scope(traffic_source=source), scope(visitor_class=who)], count)
            _cell(out, day, f" {who}|{source}", count)
            yield count, out
        for (day, item_id), count in self._entries.items():
            out = Contributions()
            _count(out, day, [scope(item_id=item_id)], count)
            yield count, out
        for (day, source), dwell in self._sources.items():
            out = Contributions()
            _dwell(out, day, [SHOP, scope(traffic_source=source)], dwell)
            yield dwell, out
        for (day, item_id), dwell in self._items.items():
            out = Contributions()
            _dwell(out, day, [scope(item_id=item_id)], dwell)
            yield dwell, out


def seconds_by_item(visitor: Visitor, visit: Visit) -> dict[str, int | None]:
    """The items whose pages a visit saw, with the seconds in use that heartbeats told, None where none did."""
    found: dict[str, int | None] = {}
    in_use = visitor.seconds_in_use()
    for view in visit.shown:
        if view.item_id:
            known, more = found.get(view.item_id), in_use.get(view.view_id)
            found[view.item_id] = known if more is None else (known or 0) + more
    return found


def _count(out: Contributions, day: int, scopes: list[Scope], count: Count) -> None:
    out.total(PAGES, LONG, day, scopes, "closed", count.closed)
    out.total(PAGES, LONG, day, scopes, "pages", count.pages)
    for measure in ("bounced", "guests", "one_view_guests"):
        if number := getattr(count, measure):
            out.total(PAGES, LONG, day, scopes, measure, number)


def _cell(out: Contributions, day: int, end: str, count: Count) -> None:
    """The same by class and source, for the mix of the shop's visits (M14)."""
    for measure in ("closed", "pages", "bounced"):
        if number := getattr(count, measure):
            out.total(PAGES, LONG, day, [SHOP], f"{measure}{end}", number)


def _dwell(out: Contributions, day: int, scopes: list[Scope], dwell: Dwell) -> None:
    out.total(PAGES, LONG, day, scopes, "item_visits", dwell.visits)
    if dwell.seconds is not None:
        out.total(PAGES, LONG, day, scopes, "active_seconds", dwell.seconds)
