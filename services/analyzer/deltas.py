"""What an entity adds to the windows, as data that can be taken back.

Every entity (an order, a visit, a buyer's inquiries) says what it contributes as a whole. When an event changes it,
the difference between its contributions after and before is applied, so that no window ever needs to know why.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

Scope = tuple[tuple[str, str], ...]
SHOP: Scope = ()


class Cell(NamedTuple):
    """The address of a contribution: a family of panes, their kinds, the moment, the scope and the measure."""

    family: str
    kinds: str
    at: int  # epoch second that picks the windows; for kind t (to date) the start of the window itself
    scope: Scope
    measure: str
    member: str | None = None  # an id for distinct counts, None for sums


class Contributions(defaultdict[Cell, int]):
    """Amounts by cell; what is zero contributes nothing."""

    def __init__(self) -> None:
        """No contributions."""
        super().__init__(int)

    def total(
        self, family: str, kinds: str, at: int, scopes: Iterable[Scope], measure: str, amount: int
    ) -> None:
        """Add an amount to a sum in each scope."""
        for scope in scopes:
            self[Cell(family, kinds, at, scope, measure)] += amount

    def distinct(
        self, family: str, kinds: str, at: int, scopes: Iterable[Scope], measure: str, who: str
    ) -> None:
        """Count a member once more in each scope."""
        for scope in scopes:
            self[Cell(family, kinds, at, scope, measure, who)] += 1


def difference(before: Contributions, after: Contributions) -> dict[Cell, int]:
    """What to add to the windows to get from `before` to `after`.

    A sum of amount 0 that appears or disappears is kept: it tells that the figure is known at all.
    """
    changed: dict[Cell, int] = {}
    for cell, amount in after.items():
        step = amount - before.get(cell, 0)
        if step or (cell not in before and cell.member is None):
            changed[cell] = step
    for cell, amount in before.items():
        if cell not in after and amount:
            changed[cell] = -amount
    return changed


def scope(**keys: str) -> Scope:
    """A scope from its keys, in canonical order."""
    return tuple(sorted(keys.items()))
