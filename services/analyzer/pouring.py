"""Windows that prompt news of one moment is poured into: what many scopes share is looked up once."""

from collections.abc import Callable, Mapping
from functools import cache

from services.analyzer.deltas import Scope
from services.analyzer.longer import SUMMED
from services.analyzer.opening import POURED, UNMERGED, WIDE, OpeningWindows
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.viewers import Counts, Part, Parts, Steps, Viewers


class _Line:
    """The panes of one window, by scope."""

    __slots__ = ("_at", "_end", "_longer", "_open", "_scopes", "_windows", "window")

    def __init__(self, windows: OpeningWindows, kind: str, at: int) -> None:
        start, self._end = windows.calendar.span(kind, at)
        self._windows, self._at, self.window = windows, at, (SUMMED, kind, start)
        self._scopes = windows.book.windows.get(self.window, {})
        self._open: Callable[[Scope], Pane] | None = None  # from the first pane on that is opened
        self._longer: dict[str, _Line] = {}

    def narrow(self, scope: Scope) -> Pane:
        """The pane of a scope; its day was opened with the weeks made of it."""
        pane = self._scopes.get(scope)
        if type(pane) is Pane:
            return pane
        if pane is None:
            return self._opened(scope)
        return self._windows.book.panes[PaneKey(*self.window, scope)]

    def wide(self, scope: Scope) -> Pane:
        """The pane of a scope, and with a day those of the weeks made of it."""
        return self._windows.opened(SUMMED, self.window[1], self._at, scope, POURED)

    def _opened(self, scope: Scope) -> Pane:
        if self._open is None:
            windows = self._windows.book.windows
            self._scopes = windows.get(self.window, {})
            if scope in self._scopes:  # somebody else was the first to open the window
                return self.narrow(scope)
            self._open = self._windows.opener(self.window, self._end)
            self._scopes = windows[self.window]
        pane = self._open(scope)
        if self.window[1] == "d":
            for kind in self._windows.merged(scope, self._end, POURED):
                self._open_longer(kind, scope)
        return pane

    def _open_longer(self, kind: str, scope: Scope) -> None:
        line = self._longer.get(kind)
        if line is None:
            line = self._longer[kind] = _Line(self._windows, kind, self._at)
        if scope not in line._scopes:
            pane = line._opened(scope)
            self._windows.marks[pane.key] = pane


@cache
def _by_kind(parts: tuple[str, ...], *, has_years: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The kinds that parts go into, each with those parts; some scopes have quarters and years that go with days."""
    goes_into = {part: part + (UNMERGED if has_years and "d" in part else "") for part in parts}
    kinds = dict.fromkeys("".join(goes_into.values()))
    return tuple((kind, tuple(part for part in parts if kind in goes_into[part])) for kind in kinds)


class Pouring:
    """Some windows that hold a moment, for as long as nothing else happens to them."""

    __slots__ = ("_at", "_kinds", "_lines", "_others", "_windows")

    def __init__(self, windows: OpeningWindows, kinds: str, at: int) -> None:
        """The windows of some kinds that hold an epoch second."""
        self._windows, self._kinds, self._at = windows, kinds, at
        self._lines = [_Line(windows, kind, at) for kind in kinds]
        self._others: dict[str, _Line] = {}

    def pour(
        self, scope: Scope, came: Viewers | Steps, sums: Mapping[str, int], members: Mapping[str, Counts]
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

    def pour_parts(self, scope: Scope, parts: Parts, until: int) -> None:
        """Add what goes into windows of several kinds of a scope, into each window at once."""
        is_narrow = bool(scope) and scope[0][0] not in WIDE
        has_years = not is_narrow and bool(self._windows.unmerged(SUMMED, "d", scope))
        for kind, names in _by_kind(tuple(parts), has_years=has_years):
            line = self._others.get(kind)
            if line is None:
                line = self._others[kind] = _Line(self._windows, kind, self._at)
            pane = line.narrow(scope) if is_narrow else line.wide(scope)
            self._fill_parts(pane, [parts[name] for name in names], until)

    def _fill_parts(self, pane: Pane, parts: list[Part], until: int) -> None:
        offset = parts[0].offset
        for part in parts:
            if pane.sums:
                known = pane.sums
                for measure, amount in part.sums.items():
                    known[measure] = known.get(measure, 0) + amount
            elif part.sums:
                pane.sums = dict(part.sums)
            if part.members and pane.key.kind not in UNMERGED:
                for measure, who in part.members.items():
                    pane.count(measure).add_each(who)
            offset = min(offset, part.offset)
        self._windows.touched(pane, until, True, offset)

    def _fill(
        self, pane: Pane, came: Viewers | Steps, sums: Mapping[str, int], members: Mapping[str, Counts]
    ) -> None:
        if pane.sums:
            known = pane.sums
            for measure, amount in sums.items():
                known[measure] = known.get(measure, 0) + amount
        elif sums:
            pane.sums = dict(sums)
        for measure, who in members.items():
            pane.count(measure).add_each(who)
        self._windows.touched(pane, came.until, True, came.offset)
