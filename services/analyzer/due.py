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

    def __bool__(self) -> bool:
        """Whether anything runs."""
        return bool(self._heap)

    def __len__(self) -> int:
        """How many windows run."""
        return sum(len(line.scopes) for line in self._lines.values())

    def push(self, moment: int, key: PaneKey) -> None:
        """A window is over at an epoch second."""
        family, kind, start, scope = key
        self._line((moment, family, kind, start)).scopes.append(scope)

    def pusher(self, moment: int, place: Window) -> Callable[[Scope], None]:
        """What pushes windows of some scopes, of one at least, before any other one is taken.

        They are all over at an epoch second.
        """
        return self._line((moment, *place)).scopes.append

    def _line(self, window: _Window) -> _Line:
        line = self._lines.get(window)
        if line is None:
            line = self._lines[window] = _Line()
            heappush(self._heap, window)
        line.is_sorted = False
        return line

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
        return window[1:], scope

    def pop_all(self) -> tuple[Window, list[Scope]]:
        """Take the next window with all of its scopes, in order."""
        window = heappop(self._heap)
        return window[1:], sorted(self._lines.pop(window).scopes)
