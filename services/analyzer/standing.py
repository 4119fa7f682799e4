"""Standing figures: what is read off the entities at the end of a window (a stock, a rank, a share of the items).

A window of a standing family opens for each scope that has something to say when the shop's own window closes, at once
when an event changes one of its entities, and is said anew when a day of sales and traffic that it looks back on does.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.known import Known
from services.analyzer.panes import Pane
from services.analyzer.values import Value
from services.analyzer.views import SUMMED, PaneView

BASE_KINDS = frozenset("dwM")


class Spoken(NamedTuple):
    """A figure of a pane: `name` is its place among what the pane has said.

    With `since`, an epoch second, it is one to date: it has run from there and is never final.
    """

    name: str
    metric: str
    scope: Scope
    value: Value
    since: int | None = None


class Standing(NamedTuple):
    """A family of standing figures.

    `kinds` are window kinds (d, w, M, or a rolling length such as r30, which ends with a day). `scopes` gives the
    scopes that have a row in the window [start, end). `follows` names the scopes of sales and traffic days (as sorted
    keys) whose change is said anew in the same scope, and in the shop's when `is_shops`, up to `reach` days later; a
    rolling window follows each of its days in any case. `days_of` names another family whose days are followed instead.
    `leaves_out` says that no-data days are left out, `lasts` that a changed entity concerns rolling windows that begin
    later, too, `passes` that time alone changes the figures of a day that runs. A scope says every metric, or, when
    `is_sparse`, those of which it has a measure.
    `say` gives the figures where they are not one formula a metric; without it the table of formulas is asked.
    `opens` says whether a followed day is by itself reason enough for a window, by its first second: where `scopes`
    reads scopes off days, what is told after the shop's window was said has to open what is missing (M0, revisions).
    """

    family: str
    kinds: tuple[str, ...]
    scopes: Callable[[Known, int, int], Iterable[Scope]]
    follows: frozenset[tuple[str, ...]] = frozenset()
    reach: int = 0
    is_shops: bool = False
    leaves_out: bool = False
    lasts: bool = False
    passes: bool = False
    say: Callable[[PaneView], Iterator[Spoken]] | None = None
    days_of: str = SUMMED
    is_sparse: bool = False
    opens: Callable[[Known, Pane, int], bool] | None = None

    def reach_of(self, kind: str) -> int:
        """How many days later a window of a kind may end that a changed day still concerns."""
        return self.reach if kind in BASE_KINDS else max(self.reach, int(kind[1:]) - 1)


def only_shop(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The shop's own row alone."""
    return (SHOP,)


def by_itself(known: Known, day: Pane, start: int) -> bool:
    """A day with anything on it is reason enough."""
    return True


def when_told(known: Known, start: int, end: int) -> Iterable[Scope]:
    """No scope by itself: a window opens when something is told of it."""
    return ()
