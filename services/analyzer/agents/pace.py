"""How often a worker makes durable, and says, what it counted: seldom while it is behind.

Who is behind by ten seconds says nothing at once anyway. Fewer checkpoints then write each item once that many records
changed, and the worker has caught up sooner (docs/decisions/0010).
"""

BEHIND_AFTER = 10.0  # seconds between the log's time of a record and now (P)
SELDOM = 5.0  # seconds between two checkpoints, or two rounds of current rows, of a worker that is behind (P)


class Pace:
    """Whether it is time again, for what is done at every turn as long as the worker keeps up."""

    def __init__(self) -> None:
        """It was never done."""
        self._done = 0.0

    def is_due(self, now: float, behind: float) -> bool:
        """Whether it is to be done at a moment of a steady clock, so many seconds behind the log."""
        return behind <= BEHIND_AFTER or now - self._done >= SELDOM

    def done(self, now: float) -> None:
        """It was done at a moment."""
        self._done = now
