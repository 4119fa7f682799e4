"""What a formula sees of a window: its sums, its distinct counts, the shop's own pane beside it, and what is known."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from services.analyzer.deltas import Scope
from services.analyzer.known import Known


class View(Protocol):
    """The figures of one window and scope."""

    scope: Scope
    known: Known

    @property
    def kind(self) -> str:
        """The letter of the window's kind, or a rolling length such as r7."""

    @property
    def start(self) -> int:
        """Epoch second at which the window begins."""

    @property
    def end(self) -> int:
        """Epoch second at which the window ends."""

    def is_reported(self) -> bool:
        """Whether the shop's traffic figures of the window come from reported rows (metrics.md M0 Basis)."""

    def has(self, measure: str) -> bool:
        """Whether anything was ever added to a sum."""

    def sum(self, measure: str) -> int:
        """A sum; 0 when nothing was added."""

    def sums(self, head: str) -> dict[str, int]:
        """The sums whose names begin so, by the rest of their names; one taken back is 0."""

    def count(self, measure: str) -> int:
        """The number of distinct members."""

    def members(self, measure: str) -> set[str]:
        """The distinct members of one or several windows."""

    def shop(self) -> "View":
        """The same window of the whole shop."""

    def at(self, scope: Scope) -> "View":
        """The same window of another scope."""

    def others(self, *names: str) -> Iterable["View"]:
        """The same window of every scope with just these keys that has a pane."""

    def each_day(self) -> Iterable["View"]:
        """The days of a rolling window, earliest first; any other window is its own only part."""

    def rolling(self, days: int, scope: Scope | None = None, lag: int = 0, family: str = "s") -> "View":
        """The last `days` days, `lag` days before this window's end, of a scope (default: own)."""

    def daily(self, family: str = "s") -> Sequence["View"]:
        """Each day of the window as a view of its own, with or without a pane, earliest first."""
