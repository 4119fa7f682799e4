"""Reported advertising rows of one day and source: which rows survive, and which grain a figure uses."""

import msgspec

from services.analyzer.entities.facts import Told
from services.analyzer.entities.promos import replaces_setting

DIMENSIONS = ("campaign_id", "hour", "item_id", "keyword", "placement")


class AdRow(msgspec.Struct, array_like=True, gc=False):
    """One reported row; money in minor units, `as_of` in microseconds."""

    told: Told
    as_of_us: int
    dimensions: dict[str, str]
    impressions: int
    clicks: int
    cost: int
    orders: int
    gmv: int | None


class AdDay(msgspec.Struct, gc=False):
    """The rows of one day and traffic source; keys are the sorted dimensions as text."""

    rows: dict[str, AdRow] = {}

    def hear(self, row: AdRow) -> bool:
        """Take in a row; True when it is the value of its key now: latest as_of, then highest revision."""
        key = "&".join(f"{name}={value}" for name, value in sorted(row.dimensions.items()))
        old = self.rows.get(key)
        if old is not None:
            if row.as_of_us < old.as_of_us:
                return False
            if row.as_of_us == old.as_of_us and not replaces_setting(row.told, old.told):
                return False
        self.rows[key] = row
        return True

    def grain(self, wanted: frozenset[str]) -> list[AdRow]:
        """The rows of the coarsest grain that has the wanted dimensions, rows without hour first (M16)."""
        grains: dict[frozenset[str], list[AdRow]] = {}
        for row in self.rows.values():
            grains.setdefault(frozenset(row.dimensions), []).append(row)
        fitting = [grain for grain in grains if wanted <= grain]
        if not fitting:
            return []
        best = min(fitting, key=lambda grain: ("hour" in grain - wanted, len(grain), sorted(grain)))
        return grains[best]


class Bookings(msgspec.Struct, gc=False):
    """Booked costs of one day: cost_id -> (telling, amount, traffic source, activity)."""

    costs: dict[str, tuple[Told, int, str | None, str | None]] = {}
