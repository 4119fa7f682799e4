"""Which leases have been left by their holder: those that were not renewed while we watched; pure.

No wall clock takes part: a clock that jumps loses nobody's lease. Each holder renews a few times per lease; a
watcher that has seen the same lease unchanged for a whole lease time, by its own monotonic clock, may take it: that
lease, and not the next one of the same row, which somebody living holds.
"""

from collections.abc import Iterable

Mark = tuple[int, int]  # lease number, last renewal
Lease = tuple[int, int, int]  # row, and its mark


class Watch:
    """Remembers since when each foreign lease looks the same."""

    def __init__(self, lease_seconds: float) -> None:
        """`lease_seconds` is how long a holder may be silent."""
        self._lease_seconds = lease_seconds
        self._seen: dict[int, tuple[Mark, float]] = {}

    def look(self, leases: Iterable[tuple[int, Mark]], moment: float) -> frozenset[Lease]:
        """Takes all foreign leases by their rows; returns those whose holder is gone."""
        before, self._seen = self._seen, {}
        for row, mark in leases:
            known = before.get(row)
            self._seen[row] = known if known is not None and known[0] == mark else (mark, moment)
        return frozenset(
            (row, *mark) for row, (mark, since) in self._seen.items() if moment - since >= self._lease_seconds
        )
