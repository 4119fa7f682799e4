"""Reported rows of one day (class R): which rows survive, and which grain a figure uses (events.md E2, M16)."""

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

    def figure(self, name: str) -> int:
        """A figure, 0 where the row says nothing of it."""
        return self.figures.get(name, 0)


class ReportDay(msgspec.Struct, gc=False):
    """The surviving rows of one day; keys are the sorted dimensions as text."""

    rows: dict[str, Row] = {}

    def hear(self, row: Row) -> bool:
        """Take in a row; True when it is the value of its key now: latest as_of, then highest revision."""
        key = "&".join(f"{name}={value}" for name, value in sorted(row.dimensions.items()))
        old = self.rows.get(key)
        if old is not None:
            if row.as_of_us < old.as_of_us:
                return False
            if row.as_of_us == old.as_of_us and not replaces_row(row.told, old.told):
                return False
        self.rows[key] = row
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
            self.rows = {}

    def by_grain(self) -> dict[frozenset[str], list[Row]]:
        """The rows by the dimensions that they have."""
        grains: dict[frozenset[str], list[Row]] = {}
        for row in self.rows.values():
            grains.setdefault(frozenset(row.dimensions), []).append(row)
        return grains

    def grain(self, wanted: frozenset[str]) -> list[Row]:
        """The rows of the coarsest grain that has the wanted dimensions."""
        return coarsest(self.by_grain(), wanted)


def coarsest(grains: dict[frozenset[str], list[Row]], wanted: frozenset[str]) -> list[Row]:
    """Of the grains that have the wanted dimensions the one with the fewest, rows without hour first (M16)."""
    fitting = [grain for grain in grains if wanted <= grain]
    if not fitting:
        return []
    return grains[min(fitting, key=lambda grain: (HOUR_LAST in grain - wanted, len(grain), sorted(grain)))]
