"""A figure that a shop may set, as it holds over time."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

from services.analyzer.moments import SECOND

EVER = -(1 << 62)
Value = TypeVar("Value")


class OverTime(Generic[Value]):
    """A value that changes at some moments, in microseconds; before the first of them it is the default."""

    __slots__ = ("last", "since_us", "starts", "until", "values")

    def __init__(self, default: Value, told: Iterable[tuple[int, Value]] = ()) -> None:
        """`told` gives the value from each moment on, earliest first."""
        self.starts, self.values = [EVER], [default]
        for us, value in told:
            if value != self.values[-1]:
                self.starts.append(us)
                self.values.append(value)
        self.last, self.since_us = self.values[-1], self.starts[-1]
        self.until = self.since_us // SECOND  # windows that end later have the last value

    def at(self, us: int) -> Value:
        """The value at a moment."""
        if us >= self.since_us:
            return self.last
        return self.values[bisect_right(self.starts, us) - 1]

    def of(self, end: int) -> Value:
        """The value for a window that ends at an epoch second: the one at its last moment."""
        return self.last if end > self.until else self.at(end * SECOND - 1)

    def differs_from(self, other: "OverTime[Value]") -> int | None:
        """The first moment at which it differs from another one; None when it never does."""
        moments = sorted({*self.starts, *other.starts})
        return next((us for us in moments if self.at(us) != other.at(us)), None)
