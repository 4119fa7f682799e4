"""How often a worker makes durable, and says, what it counted: seldom while it is behind.

Who is behind by ten seconds says nothing at once anyway. Fewer checkpoints then write each item once that many records
changed, and the worker has caught up sooner (docs/decisions/0010). The larger a shop, the longer a checkpoint takes,
and the longer the pause after it, so that counting always has most of the time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

BEHIND_AFTER = 10.0  # seconds between the log's time of a record and now (P)
SELDOM = 5.0  # seconds between two checkpoints, or two rounds of current rows, of a worker that is behind (P)
SHARE = 9  # one that took t seconds is followed by SHARE * t seconds of counting, while behind (P)
AT_LEAST = (
    4  # a round that took t seconds is followed by AT_LEAST * t seconds for everything else, always (P)
)
LONGEST = 15.0  # seconds, however long it took: so much is counted again after a kill (P)


def pause(took: float) -> float:
    """Seconds of counting after a checkpoint, or a round, that took so many, while behind."""
    return min(LONGEST, max(SELDOM, SHARE * took))


def rest(every: float, took: float) -> float:
    """Seconds between a round that took so many and the next one, of rounds that begin `every` so many at most."""
    return max(every - took, AT_LEAST * took)


class Pace:
    """Whether it is time again, for what is done at every turn as long as the worker keeps up."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """It was never done; `clock` is a steady one, in seconds."""
        self._clock, self._due_at = clock, 0.0

    def is_due(self, behind: float) -> bool:
        """Whether it is to be done now, so many seconds behind the log."""
        return behind <= BEHIND_AFTER or self._clock() >= self._due_at

    @contextmanager
    def timed(self) -> Iterator[None]:
        """It is done in the body; how long that takes decides when it is due again."""
        began = self._clock()
        yield
        now = self._clock()
        self._due_at = now + pause(now - began)
