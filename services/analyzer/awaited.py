"""Whom to look at again when time has passed: names by the second, so that a name costs an append and no comparison."""

from collections.abc import Iterator
from heapq import heappop, heappush

from services.analyzer.moments import SECOND


class Awaited:
    """Names, each with the first second at which a moment has passed."""

    __slots__ = ("_names", "_seconds")

    def __init__(self) -> None:
        """Nobody is awaited."""
        self._names: dict[int, list[str]] = {}
        self._seconds: list[int] = []  # a heap

    def __len__(self) -> int:
        """How many names are awaited."""
        return sum(map(len, self._names.values()))

    def add(self, moment_us: int, name: str) -> None:
        """Await a moment in microseconds."""
        second = -(-moment_us // SECOND)
        names = self._names.get(second)
        if names is None:
            self._names[second] = [name]
            heappush(self._seconds, second)
        else:
            names.append(name)

    def is_due(self, now: int) -> bool:
        """Whether anybody's moment has passed at an epoch second."""
        return bool(self._seconds) and self._seconds[0] <= now

    def due(self, now: int) -> Iterator[str]:
        """Those whose moments have passed at an epoch second, by second and name; they are awaited no longer."""
        while self.is_due(now):
            yield from sorted(self._names.pop(heappop(self._seconds)))

    def clear(self) -> None:
        """Await nobody."""
        self._names.clear()
        self._seconds.clear()

    @property
    def names(self) -> list[str]:
        """Everybody, by second and name."""
        return [name for second in sorted(self._names) for name in sorted(self._names[second])]
