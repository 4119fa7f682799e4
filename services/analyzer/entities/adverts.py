"""Booked costs of one day (metrics.md M4)."""

import msgspec

from services.analyzer.entities.facts import Told


class Bookings(msgspec.Struct, gc=False):
    """Booked costs of one day: cost_id -> (telling, amount, traffic source, activity)."""

    costs: dict[str, tuple[Told, int, str | None, str | None]] = {}
