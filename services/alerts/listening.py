"""Since when this process has been listening: what was silent before is our own silence."""

from datetime import datetime

from services.runtime.clock import Clock


class Listening:
    """Begins when the stream's partitions are assigned for the first time; until then it begins now."""

    def __init__(self, clock: Clock) -> None:
        """Not listening yet."""
        self._clock = clock
        self._since: datetime | None = None

    def begin(self) -> None:
        if self._since is None:
            self._since = self._clock.now()

    def since(self) -> datetime:
        return self._since or self._clock.now()
