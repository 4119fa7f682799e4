"""Ends the process when it can no longer be sure: stuck, or asleep so long that another worker may have taken over."""

import time
from collections.abc import Callable

Die = Callable[[str], None]


class Watchdog:
    """Two doubts about time, judged on the monotonic clock, which goes on while a process is stopped."""

    def __init__(self, die: Die, stall_seconds: float, sleep_seconds: float) -> None:
        """No checkpoint for `stall_seconds`, or no turn of the loop for `sleep_seconds`, is the end."""
        self._die, self._stall, self._sleep = die, stall_seconds, sleep_seconds
        self._turned = self._progressed = time.monotonic()

    def progressed(self) -> None:
        """A checkpoint, a load or a rebalance has come to its end."""
        self._progressed = time.monotonic()

    def turn(self) -> None:
        """The loop turns; also asked right before anything durable is written."""
        now = time.monotonic()
        slept, self._turned = now - self._turned, now
        if slept > self._sleep:
            self._die(f"the process slept {slept:.0f} s; another worker may own its partitions by now")
        if now - self._progressed > self._stall:
            self._die(f"no checkpoint for {self._stall:.0f} s")
