"""Windows that prompt news of one moment is poured into: what many scopes share is looked up once."""

from collections.abc import Mapping

from services.analyzer.deltas import Scope
from services.analyzer.gathered import Viewers
from services.analyzer.longer import SUMMED
from services.analyzer.opening import POURED, WIDE, OpeningWindows
from services.analyzer.panes import Pane, PaneKey


class _Line:
    """The panes of one window, by scope."""

    __slots__ = ("_at", "_scopes", "_windows", "end", "window")

    def __init__(self, windows: OpeningWindows, kind: str, at: int) -> None:
        start, self.end = windows.calendar.span(kind, at)
        self._windows, self._at, self.window = windows, at, (SUMMED, kind, start)
        self._scopes = windows.book.windows.get(self.window, {})

    def narrow(self, scope: Scope) -> Pane:
        """The pane of a scope; its day was opened with the weeks made of it."""
        pane = self._scopes.get(scope)
        return pane if type(pane) is Pane else self._found(PaneKey(*self.window, scope))

    def _found(self, key: PaneKey) -> Pane:
        pane = self._windows.book.get(key)
        if pane is None:
            pane = self._windows.open(key, self.end) if key.kind != "d" else self.wide(key.scope)
            self._scopes = self._windows.book.windows[self.window]
        return pane

    def wide(self, scope: Scope) -> Pane:
        """The pane of a scope, and with a day those of the weeks made of it."""
        return self._windows.opened(SUMMED, self.window[1], self._at, scope, POURED)


class Pouring:
    """Some windows that hold a moment, for as long as nothing else happens to them."""

    __slots__ = ("_at", "_kinds", "_lines", "_windows")

    def __init__(self, windows: OpeningWindows, kinds: str, at: int) -> None:
        """The windows of some kinds that hold an epoch second."""
        self._windows, self._kinds, self._at = windows, kinds, at
        self._lines = [_Line(windows, kind, at) for kind in kinds]

    def pour(
        self, scope: Scope, came: Viewers, sums: Mapping[str, int], members: Mapping[str, list[str]]
    ) -> None:
        """Add sums and members of a scope at once; everything touched counts as arrived by a minute's end."""
        if scope and scope[0][0] not in WIDE:
            for line in self._lines:
                self._fill(line.narrow(scope), came, sums, members)
            return
        for line in self._lines:
            self._fill(line.wide(scope), came, sums, members)
        for kind in self._windows.unmerged(SUMMED, self._kinds, scope):
            self._fill(self._windows.opened(SUMMED, kind, self._at, scope, POURED), came, sums, {})

    def _fill(
        self, pane: Pane, came: Viewers, sums: Mapping[str, int], members: Mapping[str, list[str]]
    ) -> None:
        known = pane.sums
        for measure, amount in sums.items():
            known[measure] = known.get(measure, 0) + amount
        for measure, who in members.items():
            pane.count(measure).add_each(who)
        self._windows.touched(pane, came.until, True, came.offset)
