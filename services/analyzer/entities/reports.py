"""Reported rows of one day (class R): which rows survive, and which grain a figure uses (events.md E2, M16)."""

from collections.abc import Iterable

import msgspec

from services.analyzer.entities.facts import Told, replaces_row
from services.analyzer.moments import SECOND

HOUR_LAST = "hour"  # rows without an hour come before rows with it (M0: days before hours)


class Row(msgspec.Struct, array_like=True, gc=False):
    """One reported row; `as_of_us` in microseconds, figures by name (what the row leaves out is missing)."""

    told: Told
    as_of_us: int
    dimensions: dict[str, str]
    figures: dict[str, int]

    @property
    def key(self) -> str:
        """What the row speaks of, as text; neither ids nor words hold a NUL."""
        return "\0".join(part for pair in sorted(self.dimensions.items()) for part in pair)

    @property
    def grain(self) -> frozenset[str]:
        """The names of its dimensions."""
        return frozenset(self.dimensions)

    def figure(self, name: str) -> int:
        """A figure, 0 where the row says nothing of it."""
        return self.figures.get(name, 0)


Grain = frozenset[str]


class ReportDay(msgspec.Struct, gc=False):
    """The surviving rows of one day by their key, and the grains among them (names of dimensions, joined)."""

    rows: dict[str, Row] = {}
    shapes: set[str] = set()

    def told(self, row: Row) -> Row | None:
        """The row that counts now for the key of another."""
        return self.rows.get(row.key)

    def hear(self, row: Row) -> bool:
        """Take in a row; True when it is the value of its key now: latest as_of, then highest revision."""
        old = self.told(row)
        if old is not None:
            if row.as_of_us < old.as_of_us:
                return False
            if row.as_of_us == old.as_of_us and not replaces_row(row.told, old.told):
                return False
        self.rows[row.key] = row
        self.shapes.add(" ".join(sorted(row.dimensions)))
        return True

    @property
    def size(self) -> int:
        """How many rows are kept."""
        return len(self.rows)

    def forget(self, before: int) -> None:
        """Drop the rows when all of them came, and run up to a moment, before an epoch second.

        One alone is never dropped: which grain a figure uses follows from all rows of the day.
        """
        us = before * SECOND
        if all(row.told.arrived < before and row.as_of_us < us for row in self.rows.values()):
            self.rows, self.shapes = {}, set()

    def grains(self) -> list[Grain]:
        """The sets of dimensions that rows have."""
        return [frozenset(shape.split()) for shape in self.shapes]

    def by_grain(self) -> dict[Grain, list[Row]]:
        """The rows by the dimensions that they have."""
        found: dict[Grain, list[Row]] = {}
        for row in self.rows.values():
            found.setdefault(row.grain, []).append(row)
        return found

    def grain(self, wanted: Grain) -> list[Row]:
        """The rows of the coarsest grain that has the wanted dimensions."""
        chosen = coarsest(self.grains(), wanted)
        return [row for row in self.rows.values() if row.grain == chosen]


def coarsest(grains: Iterable[Grain], wanted: Grain) -> Grain | None:
    """Of the grains that have the wanted dimensions the one with the fewest, rows without hour first (M16)."""
    fitting = (grain for grain in grains if wanted <= grain)
    return min(
        fitting, key=lambda grain: (HOUR_LAST in grain - wanted, len(grain), sorted(grain)), default=None
    )
