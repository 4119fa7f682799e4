"""What is known of a shop, as formulas may read it: entities, windows, calendar, settings in force."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from services.analyzer.book import PaneBook
from services.analyzer.changes import Made, Remembered
from services.analyzer.clock import Clock
from services.analyzer.deltas import SHOP, Scope
from services.analyzer.entities.producers import Producer, Silence
from services.analyzer.entities.settings import Settings
from services.analyzer.moments import Calendar, LocalDay, Span
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.silence import SEEN, business, covered, silences

OPENS, CLOSES = "09:00", "24:00"
COUNTED = frozenset({"s", "q", "resolve"})  # families whose figures are sums and counts of what came
LOOK_BACK = 30  # days within which days that have data are looked for


class Known(NamedTuple):
    """A shop's knowledge; formulas only read it."""

    entities: Mapping[str, Mapping[str, Any]]
    book: PaneBook
    calendar: Calendar
    clock: Clock
    promo_items: dict[str, set[str]]  # promos by item, "" for those of the whole shop
    rank_names: dict[tuple[str, str], set[str]]  # names of search ranks, by item and by keyword
    remembered: Remembered

    def get(self, kind: str, name: str) -> Any:
        """An entity, or None."""
        return self.entities[kind].get(name)

    def all(self, kind: str) -> Mapping[str, Any]:
        """All entities of a kind, by name."""
        return self.entities[kind]

    def made(self, name: str, kept: tuple[str, str], span: Span, make: Callable[[], Made]) -> Made:
        """What `make` gives of the windows of a family and kind in [start, end), and of nothing else.

        Once they are over it is made anew only when one of them has changed.
        """
        if not self.clock.is_due(span.end, 0):
            return make()
        return self.remembered.of((name, span), kept, span, make)

    def setting(self, name: str, at: int, default: Any) -> Any:
        """A field of the latest `shop.configured` in force at an epoch second, or the default."""
        configured: Settings | None = self.get("setting", "shop.configured")
        return default if configured is None else configured.value(name, at, default)

    def benchmark(
        self, metric: str, at: int, level: str = "mean", category: str = "", keyword: str = ""
    ) -> Fraction | None:
        """The figure of the industry in force at an epoch second, exact; None when nobody has set it."""
        name = "|".join(("benchmark.set", metric, level, category, keyword))
        stated: Settings | None = self.get("setting", name)
        value = None if stated is None else stated.value("value", at, None)
        return None if value is None else Fraction(str(value))

    def is_reported(self, end: int) -> bool:
        """Whether traffic figures of a window come from reported rows, by what holds at its end (metrics.md M0)."""
        return bool(self.setting("traffic_basis", end - 1, "stream") == "report")

    def has_orders(self, end: int) -> bool:
        """Whether the shop had sent an order event by the end of a window."""
        return 0 < self.clock.first_order < end

    def last_day(self, end: int) -> LocalDay:
        """The day that ends at, or holds the second before, a moment."""
        return self.calendar.day(end - 1)

    def days(self, end: int, count: int, lag: int = 0) -> list[int]:
        """First seconds of the `count` days of which the last is `lag` days before the one that ends at `end`."""
        last = self.last_day(end)
        return self.calendar.days_until(self.calendar.days_on(last.date, -lag) if lag else last, count)

    def data_days(self, end: int, count: int) -> list[int]:
        """First seconds of the last `count` days until `end` that are no no-data days, latest first."""
        starts = reversed(self.days(end, LOOK_BACK))
        return list(islice((start for start in starts if self.has_data(start)), count))

    def has_data(self, day: int) -> bool:
        """Whether a day is no no-data day (metrics.md M13).

        In a time that was lived through it is one when ingest, or all who send the shop's sales, were silent for more
        than half of the business hours; in history, when nothing is known of it.
        """
        pane = self.book.get(PaneKey("s", "d", day, SHOP))
        return pane is not None and not pane.is_silent(day) and not self._was_silent(day, pane)

    def is_lost(self, key: PaneKey, end: int) -> bool:
        """Whether a window of the shop is one without data, a day or longer: sums over nothing are unknown (M0)."""
        is_counted = key.scope == SHOP and key.family in COUNTED and key.kind not in "pmht"
        return is_counted and self.is_dark(key.start, end)

    def is_dark(self, start: int, end: int) -> bool:
        """Whether a window is over and nobody knows what has not come on any of its days."""
        days = self.calendar.days_between(start, end)
        return self.clock.is_due(end, 0) and not any(self.has_data(day) for day in days)

    def business(self, day: LocalDay) -> Span:
        """The business hours of a day: 09:00 to 24:00, or as the shop has set them (events.md E10)."""
        opens = self.setting("opens_at", day.start, OPENS)
        return business(self.calendar, day, opens, self.setting("closes_at", day.start, CLOSES))

    def _was_silent(self, start: int, pane: Pane) -> bool:
        sellers = [
            producer
            for producer in self.all("producer").values()
            if 0 < producer.sells_since <= pane.end and producer.last_at > start - SEEN
        ]
        quiet = [p for p in sellers if start in p.silences or p.last_at < pane.end]
        ingest: Silence | None = self.get("silence", str(start))
        if ingest is None and (not sellers or len(quiet) < len(sellers)):
            return False
        day = self.calendar.day(start)
        hours = self.business(day)
        longest = min((self._silence(producer, day, hours) for producer in sellers), default=0)
        if ingest is not None:
            longest = max(longest, covered(ingest.spans, hours))
        return 2 * longest > hours.end - hours.start

    def _silence(self, producer: Producer, day: LocalDay, hours: Span) -> int:
        """Seconds of a day for which a producer was silent, also while it still is."""
        known = covered(producer.silences.get(day.start, ()), hours)
        if producer.last_at >= day.spans["d"].end:
            return known
        until = max(self.clock.tick, self.clock.watermark)
        return known + covered(silences(self.calendar, producer, producer.last_at, until, hours), hours)

    def sold(self, day: int, scope: Scope) -> int:
        """Units of a scope that were paid on a day."""
        pane = self.book.get(PaneKey("s", "d", day, scope))
        return 0 if pane is None else pane.sums.get("units", 0)

    def is_untold(self, key: PaneKey, pane: Pane) -> bool:
        """Whether nobody knows what happened in a window; the ticks of a minute say nothing of it."""
        if key.kind in "hd":
            return pane.is_silent(key.start)
        return key.kind not in "pm" and not pane.touched_at and self.is_silent(key.start, pane.end)

    def is_silent(self, start: int, end: int) -> bool:
        """Whether nobody knows what happened on any day of a window: no event of the shop, and hardly a tick (M0)."""
        panes = (
            (day, self.book.get(PaneKey("s", "d", day, SHOP)))
            for day in self.calendar.days_between(start, end)
        )
        return all(pane is None or pane.is_silent(day) for day, pane in panes)
