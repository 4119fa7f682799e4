"""The windows that run, by the moment at which each is over."""

from collections.abc import Callable
from heapq import heappop, heappush

from services.analyzer.deltas import Scope
from services.analyzer.panes import PaneKey, Window

_Window = tuple[int, str, str, int]  # the moment before them


class _Line:
    """The scopes of one window; put in order when the first of them is taken."""

    __slots__ = ("is_sorted", "scopes")

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.is_sorted = True


class Due:
    """Running windows in the order (moment, window): thousands of scopes share one moment and are sorted together."""

    def __init__(self) -> None:
        """Nothing runs."""
        self._heap: list[_Window] = []
        self._lines: dict[_Window, _Line] = {}
        self._count = 0

    def __len__(self) -> int:
        """How many windows run."""
        return self._count

    def push(self, moment: int, key: PaneKey) -> None:
        """A window is over at an epoch second."""
        family, kind, start, scope = key
        window = (moment, family, kind, start)
        line = self._lines.get(window)
        if line is None:
            line = self._lines[window] = _Line()
            heappush(self._heap, window)
        line.scopes.append(scope)
        line.is_sorted = False
        self._count += 1

    def pusher(self, moment: int, place: Window) -> Callable[[Scope], None]:
        """What pushes windows of some scopes that are all over at an epoch second, before any other one is taken."""
        line: _Line | None = None

        def push(scope: Scope) -> None:
            nonlocal line
            if line is None:
                self.push(moment, PaneKey(*place, scope))
                line = self._lines[moment, *place]
            else:
                line.scopes.append(scope)
                line.is_sorted = False
                self._count += 1

        return push

    @property
    def first(self) -> tuple[int, str]:
        """The moment and the kind of the next window; only while there is one."""
        window = self._heap[0]
        return window[0], window[2]

    def pop(self) -> tuple[Window, Scope]:
        """Take the next window: where it is, and its scope."""
        window = self._heap[0]
        line = self._lines[window]
        if not line.is_sorted:
            line.scopes.sort(reverse=True)
            line.is_sorted = True
        scope = line.scopes.pop()
        if not line.scopes:
            del self._lines[heappop(self._heap)]
        self._count -= 1
        return window[1:], scope
