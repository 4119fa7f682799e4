"""Booked costs of one day (metrics.md M4)."""

import msgspec

from services.analyzer.entities.facts import Told


class Bookings(msgspec.Struct, gc=False):
    """Booked costs of one day: cost_id -> (telling, amount, traffic source, activity, audience)."""

    costs: dict[str, tuple[Told, int, str | None, str | None, str]] = {}

    @property
    def size(self) -> int:
        """How many costs are kept."""
        return len(self.costs)

    def forget(self, before: int) -> None:
        """Drop what was booked, and came, before an epoch second."""
        kept = {name: cost for name, cost in self.costs.items() if max(cost[0].at, cost[0].arrived) >= before}
        self.costs = kept
