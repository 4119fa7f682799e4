"""A shop's own time (events.md E2 Late): what has been seen, and from when on a window is final."""

from typing import NamedTuple

import msgspec

from services.analyzer.moments import DAY, SECOND
from services.analyzer.overtime import OverTime

GRACE = 120  # seconds between the end of a window and its final figures (P)
QUIET = 60  # seconds without an arrival after which the watermark follows the clock of the ticks (P)
REACH = {"p": 600, "m": 7200, "h": 3 * 86_400}  # how far back a late fact reaches, seconds after the end (P)
BEHAVIOUR_REACH = 3 * 86_400  # page views and the like, after the end of their day (P)
LONG_REACH = 40 * 86_400
ROW_REACH = 400 * 86_400  # reported rows restate days and longer windows for so long (P)
NEWS = 3600  # an event that arrives later than this after it happened is old news (P)
LONG_KINDS = frozenset("dwMqy")
HISTORY_KINDS = LONG_KINDS | {"h"}
KEEP = {
    "p": 1200,
    "m": 7200,
    "h": 15 * 86_400,
}  # panes are kept for reach and for what merges them
MERGED_KEEP = 35 * 86_400  # a day is kept for so long beyond its reach, for what is merged from it
ROW_KEEP = ROW_REACH + 6 * 86_400  # as long as windows of a year are within reach, too


class Arrival(NamedTuple):
    """How an event came: when (epoch second), whether backfilled, whether it is news at all, whether it is a row.

    What is backfilled, or arrives later than NEWS seconds after it happened (as far as the shop says), is old news.
    """

    at: int
    is_history: bool
    is_news: bool
    is_row: bool = False


class Clock(msgspec.Struct, dict=True):
    """The times of one shop, in epoch seconds."""

    watermark: int = 0
    arrived: int = 0  # the latest `receivedat` of any event
    live_at: int = 0  # the latest `receivedat` of an event that is no history
    tick: int = 0  # the partition's, kept with the partition
    first_live: int = 0
    first_order: int = 0  # the earliest order event, 0 as long as the shop has sent none

    def __post_init__(self) -> None:
        """Until the settings are known, the defaults hold; they are not stored here."""
        self.grace, self.quiet = OverTime(GRACE), OverTime(QUIET)
        self.news_least = NEWS
        self.reach_back(OverTime(LONG_REACH))

    def reach_back(self, late: OverTime[int]) -> None:
        """How far back a late fact reaches (`late_days`, in seconds); nothing is dropped earlier than by default."""
        self.late, self.late_least, self.late_most = late, min(late.values), max(late.values)
        self.never_late = min(BEHAVIOUR_REACH, self.late_least)  # no fact that came so soon is too late
        self.late_kept = max(LONG_REACH, self.late_most)

    def hear(self, at: int, arrived: int, is_history: bool) -> None:
        """An event of a second arrived; only what is no history moves the watermark, never past its arrival."""
        if is_history:
            self.arrived = max(self.arrived, arrived)
            return
        if arrived > self.live_at:
            self.live_at, self.arrived = arrived, max(self.arrived, arrived)
            self.first_live = self.first_live or at
        if at > self.watermark < arrived:
            self.watermark = min(at, arrived)

    def hear_order(self, at: int) -> None:
        """The shop tells its orders itself."""
        self.first_order = min(self.first_order or at, at)

    def hear_tick(self, tick: int) -> None:
        """A tick of the log: in silence, and in a shop that has only history, the watermark follows it."""
        self.tick = max(self.tick, tick)
        if self.tick - self.live_at >= self.quiet.at(self.tick * SECOND):
            self.watermark = max(self.watermark, self.tick)

    def is_due(self, end: int, delay: int) -> bool:
        """Whether a window that ends at `end` is final, `delay` seconds for its family included."""
        grace = self.grace
        return self.watermark >= end + delay + (grace.last if end > grace.until else grace.of(end))

    def reaches(self, kind: str, end: int, came: Arrival) -> bool:
        """Whether a fact that came in this way still goes into a window that ended at `end`.

        A window longer than a day takes what its days take, whatever `late_days` was at its end.
        """
        if came.is_history and kind in HISTORY_KINDS:
            return True
        if came.is_row and kind in LONG_KINDS:
            return came.at <= end + ROW_REACH
        reach = REACH.get(kind)
        if reach is None:
            reach = self.late.of(end) if kind == "d" else self.late_most
        return came.at <= end + reach

    def expires(self, kind: str, end: int, touched_at: int, now: int) -> bool:
        """Whether a pane is no longer needed: its reach has passed since its end and its last change."""
        kept = KEEP.get(kind)
        return now > max(end, touched_at) + (self.kept_for(kind) if kept is None else kept)

    def kept_for(self, kind: str) -> int:
        """Seconds for which a day, or a longer window, is kept: for its reach, a day for what is merged from it."""
        return self.late_kept + (MERGED_KEEP if kind == "d" else DAY)
