"""What follows from the days of sales and traffic: weeks and months merged from them, and rolling windows."""

from services.analyzer.deltas import SHOP
from services.analyzer.panes import ROWS, UNTOUCHED, Pane, PaneKey
from services.analyzer.schedule import Schedule

SUMMED = "s"  # the family whose weeks and months are merged from days
MERGED = "wM"


class LongerWindows(Schedule):
    """Windows that are said anew when one of their days is."""

    def follow(self) -> None:
        """What follows from the running windows that changed is said anew with them."""
        for key in list(self.changed):
            family, kind, _, scope = key
            if family != SUMMED:
                continue
            if not scope and kind in "mhd":
                self.strangers(key)
            if kind == "d":
                self.moved.add(key)

    def follow_long(self) -> None:
        """What follows from the running days that changed since the last call."""
        moved, self.moved = self.moved, set()
        for key in moved:
            self._longer(key)

    def _longer(self, day: PaneKey) -> None:
        spans = self.calendar.day(day.start).spans
        for kind in MERGED:
            place = (SUMMED, kind, spans[kind].start)
            for pane in self.book.running_of(place, [day.scope]):
                self.changed.add(pane.key)  # what is stored of it follows when the day is over
            if not day.scope:
                self.strangers(PaneKey(*place, SHOP))

    def gather(self, key: PaneKey, pane: Pane) -> None:
        """What a week or month knows from its days: when they were touched, whether by news, since which offset."""
        offsets = [pane.first_offset] if pane.first_offset >= 0 else []
        for start in self.days_in(key):
            day = self.book.get(PaneKey(SUMMED, "d", start, key.scope))
            if day is not None:
                pane.touched_at = max(pane.touched_at, day.touched_at)
                pane.is_live = pane.is_live or day.is_live
                _hold(pane, day)
                offsets += [day.first_offset] if day.first_offset >= 0 else []
        pane.first_offset = min(offsets, default=UNTOUCHED)

    def follow_day(self, key: PaneKey) -> None:
        """A day was closed or revised: so are its week and month."""
        day, spans = self.book.panes[key], self.calendar.day(key.start).spans
        for kind in MERGED:
            longer = PaneKey(SUMMED, kind, spans[kind].start, key.scope)
            if not longer.scope:
                self.strangers(longer)
            pane = self.book.get(longer)
            if pane is not None:
                pane.touched_at = max(pane.touched_at, day.touched_at)
                pane.is_live = pane.is_live or day.is_live
                _hold(pane, day)
                self.stir(longer, pane)

    def days_in(self, key: PaneKey) -> list[int]:
        """The first seconds of the days that a longer window is made of."""
        return self.calendar.days_between(key.start, self.book.panes[key].end)


def _hold(pane: Pane, day: Pane) -> None:
    """Whether rows may restate a week or month is known from its days, too."""
    if day.is_reported:
        pane.put(ROWS, 1)
