"""What arrived of a shop in the last minutes, accepted and refused (metrics.md M13)."""

import msgspec

from services.analyzer.moments import PULSE

SPAN = 600  # seconds that are looked back on
ALL = ""  # the name under which everything received is counted, whatever became of it


class Arrivals(msgspec.Struct, gc=False):
    """Counts by pulse (its first second): of everything received, and of what was refused by its reason."""

    pulses: dict[int, dict[str, int]] = {}

    def hear(self, arrived: int, reason: str | None, times: int = 1) -> None:
        """So many arrived at an epoch second, and were refused for a reason or not."""
        pulse = arrived - arrived % PULSE
        counts = self.pulses.get(pulse)
        if counts is None:
            self.pulses = {at: held for at, held in self.pulses.items() if at > pulse - 2 * SPAN}
            counts = self.pulses[pulse] = {ALL: 0}
        counts[ALL] += times
        if reason is not None:
            counts[reason] = counts.get(reason, 0) + times

    def last(self, end: int) -> dict[str, int]:
        """The counts of the ten minutes before a moment."""
        found = {ALL: 0}
        for pulse, counts in self.pulses.items():
            if end - SPAN <= pulse < end:
                for name, number in counts.items():
                    found[name] = found.get(name, 0) + number
        return found
