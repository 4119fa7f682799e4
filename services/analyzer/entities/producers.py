"""When each producer, ingest and each kind of report row was heard, and how long a producer usually pauses (M13)."""

import msgspec

from services.analyzer.moments import DAY, Span

KEEP_DAYS = 28
KEEP_SILENT = 90 * DAY


class Producer(msgspec.Struct, gc=False):
    """One sending system; gaps by "weekday-hour" as (day number, longest gap in seconds) of the last 28 days."""

    last_at: int = 0
    gaps: dict[str, list[tuple[int, int]]] = {}
    sells_since: int = 0  # arrival of its first paid order, 0 when it never sent one
    silences: dict[int, list[Span]] = {}  # whenever the shop is open, by the first second of the day

    def hear(self, arrived: int, slot: str, day: int) -> None:
        """An event arrived in a weekday-hour slot of a day."""
        if self.last_at and arrived > self.last_at:
            gap = arrived - self.last_at
            kept = [entry for entry in self.gaps.get(slot, []) if entry[0] > day - KEEP_DAYS]
            longest = max([gap, *(g for d, g in kept if d == day)])
            self.gaps[slot] = [entry for entry in kept if entry[0] != day] + [(day, longest)]
        self.last_at = max(self.last_at, arrived)

    def was_silent(self, day: int, silences: list[Span]) -> None:
        """It was silent for a while of a day; days that nobody asks for any more are dropped."""
        if silences:
            kept = {known: held for known, held in self.silences.items() if known > day - KEEP_SILENT}
            self.silences = {**kept, day: [*kept.get(day, []), *silences]}

    def longest_gap(self, slot: str, day: int) -> int:
        """The longest gap in the same weekday hour of the last 28 days, today left out; 0 when none is known."""
        return max((gap for d, gap in self.gaps.get(slot, []) if day - KEEP_DAYS < d < day), default=0)


class Silence(msgspec.Struct, gc=False):
    """When ingest was silent on a day."""

    spans: list[Span] = []

    @property
    def size(self) -> int:
        """How many times it was."""
        return len(self.spans)

    def forget(self, before: int) -> None:
        """Drop what was over before an epoch second."""
        self.spans = [span for span in self.spans if span.end >= before]


class Reporting(msgspec.Struct, gc=False):
    """One kind of report row: the arrival of the latest one, and the latest day that a complete one spoke of."""

    last_at: int = 0
    complete_until: int = 0  # the end of that day, epoch second; 0 when none was complete

    def hear(self, arrived: int, end: int, is_complete: bool) -> None:
        """A row of the day that ends at `end` arrived, complete when it runs so far."""
        self.last_at = max(self.last_at, arrived)
        if is_complete:
            self.complete_until = max(self.complete_until, end)
