"""How often a worker makes durable, and says, what it counted: seldom while it is behind.

Who is behind by ten seconds says nothing at once anyway. Fewer checkpoints then write each item once that many records
changed, and the worker has caught up sooner (docs/decisions/0010). The larger a shop, the longer a checkpoint takes,
and the longer the pause after it, so that counting always has most of the time.
"""

BEHIND_AFTER = 10.0  # seconds between the log's time of a record and now (P)
SELDOM = 5.0  # seconds between two checkpoints, or two rounds of current rows, of a worker that is behind (P)
SHARE = 9  # one that took t seconds is followed by SHARE * t seconds of counting, while behind (P)
LONGEST = 15.0  # seconds, however long it took: so much is counted again after a kill (P)


def pause(took: float) -> float:
    """Seconds of counting after a checkpoint, or a round, that took so many, while behind."""
    return min(LONGEST, max(SELDOM, SHARE * took))


class Pace:
    """Whether it is time again, for what is done at every turn as long as the worker keeps up."""

    def __init__(self) -> None:
        """It was never done."""
        self._due_at = 0.0

    def is_due(self, now: float, behind: float) -> bool:
        """Whether it is to be done at a moment of a steady clock, so many seconds behind the log."""
        return behind <= BEHIND_AFTER or now >= self._due_at

    def done(self, now: float, took: float) -> None:
        """It was done at a moment, in so many seconds."""
        self._due_at = now + pause(took)
