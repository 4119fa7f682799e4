"""What an entity adds to the windows, as data that can be taken back.

Every entity (an order, a visit, a buyer's inquiries) says what it contributes as a whole. When an event changes it,
the difference between its contributions after and before is applied, so that no window ever needs to know why.
"""

from collections.abc import Iterable

Scope = tuple[tuple[str, str], ...]
SHOP: Scope = ()

# The address of a contribution: a family of panes, their kinds, the moment, the scope, the measure and the member.
# The moment is an epoch second that picks the windows, for kind t (to date) the start of the window itself; the member
# is an id for distinct counts and None for sums. Millions of them are made, so it is a plain tuple.
Cell = tuple[str, str, int, Scope, str, str | None]


class Contributions(dict[Cell, int]):
    """Amounts by cell; what is zero contributes nothing."""

    def __missing__(self, cell: Cell) -> int:
        """What was not added is 0."""
        return 0

    def total(
        self, family: str, kinds: str, at: int, scopes: Iterable[Scope], measure: str, amount: int
    ) -> None:
        """Add an amount to a sum in each scope."""
        for scope in scopes:
            cell = (family, kinds, at, scope, measure, None)
            self[cell] = self.get(cell, 0) + amount

    def distinct(
        self, family: str, kinds: str, at: int, scopes: Iterable[Scope], measure: str, who: str
    ) -> None:
        """Count a member once more in each scope."""
        for scope in scopes:
            cell = (family, kinds, at, scope, measure, who)
            self[cell] = self.get(cell, 0) + 1

    def add(self, other: "Contributions") -> None:
        """Add all that another one contributes."""
        if self.keys().isdisjoint(other.keys()):
            self.update(other)
            return
        for cell, amount in other.items():
            self[cell] = self.get(cell, 0) + amount


def together(parts: Iterable[Contributions]) -> Contributions:
    """What some parts contribute as a whole, which is none of them."""
    whole = Contributions()
    for part in parts:
        whole.add(part)
    return whole


def difference(before: Contributions, after: Contributions) -> dict[Cell, int]:
    """What to add to the windows to get from `before` to `after`.

    A sum of amount 0 that appears or disappears is kept: it tells that the figure is known at all.
    """
    changed = dict(after)  # as a rule nearly all of it is new
    if 0 in changed.values():
        changed = {cell: amount for cell, amount in changed.items() if amount or cell[5] is None}
    for cell, amount in before.items():
        known = after.get(cell)
        if known is None:
            if amount:
                changed[cell] = -amount
        elif known != amount:
            changed[cell] = known - amount
        else:
            changed.pop(cell, None)
    return changed


def scope(**keys: str) -> Scope:
    """A scope from its keys, in canonical order."""
    items = tuple(keys.items())
    return items if len(items) == 1 else tuple(sorted(items))


# Where a visitor of unknown origin counts, one who shows a sign other than a page view (metrics.md M16).
STRANGERS = (scope(traffic_source="unknown"), scope(device="other"), scope(visitor_class="unknown"))
