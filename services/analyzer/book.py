"""All panes of a shop. One that is closed and written is packed away: held as its bytes until somebody asks for it."""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from services.analyzer.deltas import Scope
from services.analyzer.members import EXACT_LIMIT, Limit, Members
from services.analyzer.overtime import OverTime
from services.analyzer.packing import is_at_rest, unpack
from services.analyzer.panes import Pane, PaneKey, Window

_NONE: Mapping[Scope, Pane | bytes] = MappingProxyType({})
NAMED = 1_000  # windows of which scopes are remembered by their keys (P)
SHARED = 50_000  # scopes that windows have in common (P)


class PaneBook:
    """All panes of a shop, by window and scope."""

    def __init__(self) -> None:
        """No panes."""
        self.windows: dict[Window, dict[Scope, Pane | bytes]] = {}
        self._exact = OverTime(EXACT_LIMIT)
        self._limits: dict[int, Limit] = {}
        self._opened: list[Pane] = []
        self._scopes: dict[Scope, Scope] = {}
        self._named: dict[Window, dict[tuple[str, ...], list[Scope]]] = {}  # see `named`

    def limit_of(self, end: int) -> Limit:
        """How many visitors a set of a window that ends at an epoch second holds exactly."""
        most = self._exact.of(end)
        found = self._limits.get(most)
        if found is None:
            found = self._limits[most] = Limit(most)
        return found

    def limit_sets(self, exact: OverTime[int]) -> Iterator[Pane]:
        """Hold as many members exactly as a shop asks for; yields the running panes of which a set became a sketch.

        What is a sketch stays one, and a set of a closed window stays as it is until somebody is counted in it.
        """
        self._exact = exact
        for pane in self.running():
            limit = pane.limit = self.limit_of(pane.end)
            became = [members.hold(limit, at_once=not pane.is_closed) for members in pane.members.values()]
            if any(became):
                yield pane

    @property
    def panes(self) -> Mapping[PaneKey, Pane]:
        """All panes by key."""
        return _ByKey(self)

    def get(self, key: PaneKey) -> Pane | None:
        """The pane, if it exists."""
        window = self.windows.get(key[:3])
        if window is None:
            return None
        pane = window.get(key.scope)
        if type(pane) is bytes:
            pane = window[key.scope] = unpack(key, pane, self.limit_of)
            self._opened.append(pane)
        return pane  # type: ignore[return-value]

    def some(self, family: str, kind: str, starts: Iterable[int], scope: Scope) -> list[Pane]:
        """The panes of a scope in windows that begin at some moments, where there are any."""
        windows = self.windows
        found = [start for start in starts if scope in windows.get((family, kind, start), ())]
        return [
            pane for start in found if (pane := self.get(PaneKey(family, kind, start, scope))) is not None
        ]

    def has(self, key: PaneKey) -> bool:
        """Whether the pane exists."""
        return key.scope in self.windows.get(key[:3], ())

    def add(self, pane: Pane) -> Pane:
        """Put a pane into the book."""
        pane.limit = self.limit_of(pane.end)
        place, scope = pane.key[:3], pane.key.scope
        window = self.windows.get(place)
        if window is None:
            window = self.windows[place] = {}
        if place in self._named and scope not in window:
            self._name(place, scope)
        window[scope] = pane
        return pane

    def sharer(self) -> Callable[[Scope, Scope], Scope]:
        """What gives for a scope, named twice, the one that all windows have in common: hours have hundreds of each."""
        if len(self._scopes) > SHARED:
            self._scopes.clear()
        return self._scopes.setdefault

    def adder(self, place: Window) -> Callable[[Scope, Pane], None]:
        """What puts panes of new scopes into one window, until one is dropped from it or its scopes are asked for."""
        window = self.windows.setdefault(place, {})
        if place not in self._named:
            return window.__setitem__

        def add(scope: Scope, pane: Pane) -> None:
            self._name(place, scope)
            window[scope] = pane

        return add

    def take(self, place: Window, scope: Scope, body: bytes) -> None:
        """Take over a pane as it was written; it is opened only if it is on a list."""
        window = self.windows.get(place)
        if window is None:
            window = self.windows[place] = {}
        if place in self._named and scope not in window:
            self._name(place, scope)
        window[scope] = body if is_at_rest(body) else unpack(PaneKey(*place, scope), body, self.limit_of)

    def running(self) -> list[Pane]:
        """The panes that are held open."""
        return [
            pane for window in self.windows.values() for pane in window.values() if isinstance(pane, Pane)
        ]

    def running_of(self, place: Window, scopes: list[Scope]) -> list[Pane]:
        """The panes of some scopes of a window that exist and run; closed ones are not unpacked for that."""
        window = self.windows.get(place, _NONE)
        panes = [window.get(scope) for scope in scopes]
        return [pane for pane in panes if isinstance(pane, Pane) and not pane.is_closed]

    def put_away(self, pane: Pane, body: bytes) -> None:
        """Hold as bytes a pane that was just written, and of which nothing more is expected."""
        self.windows[pane.key[:3]][pane.key.scope] = body

    def pack(self) -> None:
        """Hold as bytes again what was opened since the last call; all of its changes are written."""
        for pane in self._opened:
            key = pane.key
            window = self.windows.get(key[:3])
            if window is not None and window.get(key.scope) is pane and not _is_large(pane):
                window[key.scope] = pane.packed
        self._opened.clear()

    def known(self, key: PaneKey, measure: str) -> Members | None:
        """The members of a distinct measure, if anything was ever counted."""
        pane = self.get(key)
        return None if pane is None else pane.members.get(measure)

    def scopes(self, family: str, kind: str, start: int) -> Iterator[Scope]:
        """The scopes that have a pane in a window, in canonical order."""
        return iter(sorted(self.windows.get((family, kind, start), ())))

    def named(self, place: Window, names: tuple[str, ...]) -> list[Scope]:
        """The scopes with just these keys (one or more) of the panes of a window, in canonical order."""
        known = self._named.get(place)
        if known is None:
            if len(self._named) >= NAMED:
                self._named.clear()
            known = self._named[place] = {}
        found = known.get(names)
        if found is None:
            scopes = self.windows.get(place, ())
            found = known[names] = sorted(scope for scope in scopes if _names(scope) == names)
        return found

    def _name(self, place: Window, scope: Scope) -> None:
        """A window has one more scope."""
        found = self._named[place].get(_names(scope))
        if found is not None:
            insort(found, scope)

    def of_family(self, family: str, kinds: str) -> Iterator[tuple[PaneKey, Pane]]:
        """The shop's own windows of some kinds of a family."""
        for known, kind, start in list(self.windows):
            key = PaneKey(family, kind, start, ())
            pane = self.get(key) if known == family and kind in kinds else None
            if pane is not None:
                yield key, pane

    def move(self, key: PaneKey, to: PaneKey) -> dict[str, int]:
        """Give a pane another key, everything of it to be stored anew; returns how many chunks each measure had."""
        pane = self.panes[key]
        self.drop(key)
        pane.key, pane.name = to, b""
        self.add(pane)
        return {measure: members.store_anew() for measure, members in pane.members.items()}

    def drop(self, key: PaneKey) -> dict[str, Members]:
        """Forget a pane; returns its members so that their stored chunks can be dropped too."""
        window = self.windows[key[:3]]
        pane = window.pop(key.scope)
        self._named.pop(key[:3], None)
        if not window:
            del self.windows[key[:3]]
        return {} if isinstance(pane, bytes) else pane.members


class _ByKey(Mapping[PaneKey, Pane]):
    """The panes of a book by key."""

    def __init__(self, book: PaneBook) -> None:
        self._book = book

    def __getitem__(self, key: PaneKey) -> Pane:
        pane = self._book.get(key)
        if pane is None:
            raise KeyError(key)
        return pane

    def __iter__(self) -> Iterator[PaneKey]:
        return (PaneKey(*window, scope) for window, scopes in self._book.windows.items() for scope in scopes)

    def __len__(self) -> int:
        return sum(len(scopes) for scopes in self._book.windows.values())


def _names(scope: Scope) -> tuple[str, ...]:
    return tuple([name for name, _ in scope])


def _is_large(pane: Pane) -> bool:
    return any(members.is_large for members in pane.members.values())
