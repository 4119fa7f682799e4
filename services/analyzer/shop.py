"""One shop as the analyzer knows it: its entities, its windows, its clock, and what of it has changed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from services.analyzer.about import About
from services.analyzer.arriving import Arrived, count_arrivals
from services.analyzer.awaited import Awaited
from services.analyzer.changes import Remembered
from services.analyzer.clock import Arrival
from services.analyzer.deltas import SHOP, Cell, Contributions, Scope, difference, together
from services.analyzer.entities.kept import Kept
from services.analyzer.entities.kinds import ENTITIES, nobody
from services.analyzer.known import Known
from services.analyzer.moments import DAY, HOUR, MINUTE, SECOND, Calendar, Span
from services.analyzer.options import Options
from services.analyzer.panes import PaneKey
from services.analyzer.rows import RowWriter
from services.analyzer.speaking import Speaker
from services.analyzer.windows import PROMPT, Windows
from services.contracts.envelope import Envelope
from services.contracts.moments import second_and_micros, seconds

LONGER = frozenset("wMqy")
HOURS_OPENED = 3 * DAY  # after a longer gap of the clock the hours in it are not opened one by one


class Shop:
    """All state of one shop; what is marked is written at the next checkpoint."""

    def __init__(self, shop_id: str, about: About | None = None) -> None:
        """A shop nobody has heard of yet, or one as a checkpoint left it."""
        self.shop_id = shop_id
        self.about = about or About()
        self.clock = self.about.clock
        self.entities = nobody()
        self.kept = {kind: kept for kind, kept in self.entities.items() if isinstance(kept, Kept)}
        # By kind, in the order in which they lie in memory, more or less, with the entity where it is at hand: then it
        # is found without being looked for among all. Panes are marked by `windows`.
        self.marks: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        self.offset = 0
        self.erased: list[str] = []  # digests of the ids erased since somebody was told
        # Of the event that is being heard: when it happened, in microseconds and seconds, and how it came.
        self.time_us, self.at, self.came = 0, 0, Arrival(0, False, False)
        self._heard: Envelope | None = None
        self.is_moved = False  # whether it has changed a figure
        self.noted: set[int] = (
            set()
        )  # slots of the calendar that are known to be noted, until panes are dropped
        self._arrived: Arrived = {}
        self._accepted: list[int] = []  # when what was heard since the end of a record arrived
        self._later: dict[tuple[str, str], tuple[Envelope, Contributions, Callable[[], Contributions]]] = {}
        self.item_orders: dict[str, dict[str, int]] | None = None  # from the first time that somebody asks
        self.conflicting: dict[str, int] = {}  # orders told in different ways: how often
        self.promo_items: dict[str, set[str]] = {}
        self.rank_names: dict[tuple[str, str], set[str]] = {}
        self.complaints: dict[tuple[str, str], set[str]] = {}  # by the order, buyer or chat that they name
        self.open_visits = Awaited()  # whose visits may be over, and when
        self.parts: Callable[[PaneKey, Scope], dict[str, Any] | None] = lambda key, scope: None
        self.around: tuple[Options, Any] | None = None  # what orders are judged by, under which options
        self.arrange()

    def arrange(self) -> None:
        """Set up what depends on the zone; only before the first fact."""
        self.calendar = Calendar(self.about.timezone)
        self.windows = Windows(self.calendar, self.clock, self.about.delays)
        found = (self.promo_items, self.rank_names, Remembered(self.windows.pending.changes))
        self.known = Known(self.entities, self.windows.book, self.calendar, self.clock, *found)
        self.speaker = Speaker(self.windows, self.known, self._parts)
        self.writer = RowWriter(self.shop_id, self.calendar)
        self.guard_notes: dict[PaneKey, dict[str, Any]] = {}
        self.obey(Options())

    def obey(self, options: Options) -> None:
        """Take over what the shop's settings say of the product's defaults."""
        self.options = options
        self.windows.settle()
        self.windows.limit_sets(options.exact_limit)
        self.windows.close_by(options.grace)
        self.clock.quiet = options.quiet
        self.windows.reach_back(options.late, options.old_news)

    def mark(self, kind: str, name: Any) -> None:
        """Remember that a state item has to be written, or was dropped or replaced."""
        self.marks[kind][name] = None

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.marks) or bool(self.windows.marks) or self.windows.waits

    def take_marks(self) -> Mapping[str, Mapping[Any, Any]]:
        """What is to be written beside the panes, by kind; from here on other things are marked."""
        marks, self.marks = self.marks, defaultdict(dict)
        return marks

    def get(self, kind: str, name: str) -> Any:
        """An entity, or None."""
        return self.entities[kind].get(name)

    def entity(self, kind: str, name: str) -> Any:
        """An entity, created when it is heard of for the first time, and marked."""
        marked = self.marks[kind]
        found = marked.get(name)
        if found is None:
            found = self.entities[kind].get(name)
            if found is None:
                found = self.entities[kind][name] = ENTITIES[kind]()
            marked[name] = found
        return found

    def attribution(self, opened_us: int) -> int:
        """For how many microseconds an inquiry opened at a moment may lead to a payment (metrics.md M7)."""
        return self.options.attribution.at(opened_us) * HOUR * SECOND

    @contextmanager
    def recount(
        self, event: Envelope, counted: Callable[[], Iterable[Contributions]], *, is_history: bool = False
    ) -> Any:
        """Apply the difference that the body makes to what `counted` gives.

        With `is_history` as far back as history reaches: what is counted anew came so, whatever the event is.
        """
        before = together(counted())
        yield
        self.apply(difference(before, together(counted())), event, is_history=is_history)

    def recount_later(
        self, event: Envelope, name: tuple[str, str], counted: Callable[[], Contributions]
    ) -> None:
        """The same once for all events of a record: what `counted` gives now against what it gives at the end."""
        before = self._later[name][1] if name in self._later else counted()
        self._later[name] = (event, before, counted)

    def settle(self) -> None:
        """The end of a record: apply what was put off."""
        arrived, self._arrived = self._arrived, {}
        for at, times in Counter(self._accepted).items():
            arrived[at, None] = times
        self._accepted.clear()
        count_arrivals(arrived, self.about.arrivals, self.windows)
        later, self._later = self._later, {}
        for event, before, counted in later.values():
            self.apply(difference(before, counted()), event)

    def hear(self, event: Envelope) -> None:
        """An event is being heard: when it happened, how it came, and what it says of the time."""
        self._heard, self.is_moved = event, False
        self.at, self.time_us = at, time_us = second_and_micros(event.time)
        self.came = came = self._came(event, at, time_us)
        self._accepted.append(came.at)
        self.clock.hear(at, came.at, came.is_history)

    def gathers(self, span: int = MINUTE) -> bool:
        """Whether page views of the moment may wait: prompt news of a minute, or span of seconds, still open."""
        at, came = self.at, self.came
        if not came.is_news or came.at - at > PROMPT:
            return False
        end = at - at % span + span
        return end > self.clock.watermark or not self.clock.is_due(end, 0)

    def arrival(self, event: Envelope) -> Arrival:
        """How an event came."""
        return self.came if event is self._heard else self._came(event, *second_and_micros(event.time))

    def _came(self, event: Envelope, at: int, time_us: int) -> Arrival:
        """Without `receivedat` it came when it happened; most events come as the one before did."""
        is_history, received = event.history, event.receivedat
        arrived = at if received is None else seconds(received)
        is_news = not is_history and (
            arrived - at <= self.clock.news_least or arrived - at <= self.options.old_news.at(time_us)
        )
        came = (arrived, is_history, is_news, event.CLASS == "R")
        return self.came if came == self.came else Arrival(*came)

    def apply(self, changes: dict[Cell, int], event: Envelope, *, is_history: bool = False) -> None:
        """Put changed contributions into the windows that the event, or what it counts anew, still reaches."""
        if changes:
            self.is_moved = True
            came = self.arrival(event)
            came = came._replace(is_history=True) if is_history else came
            self.windows.apply(changes, came, self.offset)

    def stand(self, event: Envelope, family: str, scope: Scope, since: int) -> None:
        """Standing figures of a scope changed as of an epoch second (see `standing`)."""
        self.is_moved = True
        self.speaker.standings.changed(family, scope, since, self.arrival(event), self.offset)

    def stand_once(self, event: Envelope, family: str, scope: Scope, day: int) -> None:
        """The standing figures of the windows that end with a day changed, those of no later one."""
        self.is_moved = True
        self.speaker.standings.ended_with(family, scope, day, self.arrival(event), self.offset)

    def note_refusal(self, arrived: int, reason: str) -> None:
        """Something arrived that was refused for a reason; it is counted at the end of the record."""
        self._arrived[arrived, reason] = self._arrived.get((arrived, reason), 0) + 1

    def open_windows(self) -> None:
        """Every day and hour since the first live event has a row, even when nothing happened in it."""
        about, now = self.about, self.clock.watermark
        if not self.clock.first_live:
            return
        first = self.calendar.day(about.day_opened or self.clock.first_live)
        about.day_opened = self._open("d", first.start, about.day_opened)
        since = max(about.hour_opened, self.clock.first_live, now - HOURS_OPENED)
        about.hour_opened = self._open("h", self.calendar.span("h", since).start, about.hour_opened)

    def _open(self, kind: str, start: int, opened: int) -> int:
        """Open the windows from `start` to the watermark that lie after `opened`; returns the last one's start."""
        while start <= self.clock.watermark:
            span = self.calendar.span(kind, start)
            if span.start > opened:
                opened = span.start
                self.mark("about", "")
                key = PaneKey("s", kind, span.start, SHOP)
                self.windows.stir(key, self.windows.ensure(key, span.end))
                self._open_longer(self.calendar.day(span.start).spans if kind == "d" else {})
            start = span.end
        return opened

    def _open_longer(self, spans: dict[str, Span]) -> None:
        """The week, month, quarter and year of a day have rows as it has."""
        for kind in sorted(LONGER & spans.keys()):
            key = PaneKey("s", kind, spans[kind].start, SHOP)
            if self.windows.book.get(key) is None:
                self.windows.stir(key, self.windows.ensure(key, spans[kind].end))

    def _parts(self, key: PaneKey, scope: Scope) -> dict[str, Any] | None:
        return self.parts(key, scope)
