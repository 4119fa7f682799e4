"""Ends the process when it can no longer be sure: stuck, or asleep so long that another worker may have taken over."""

import threading
import time
from collections.abc import Callable

Die = Callable[[str], None]
LOOK_SECONDS = 0.5
PATIENCE = 10


class Watchdog:
    """Two doubts about time, judged on the monotonic clock, which goes on while a process is stopped.

    It looks from a thread of its own: a busy loop is no doubt, a stopped process is.
    """

    def __init__(
        self,
        die: Die,
        stall_seconds: float,
        sleep_seconds: float,
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """No progress for `stall_seconds`, or no look for `sleep_seconds`, is the end.

        Who is busy counting gets ten times as long: the same long record would come again after a restart.
        """
        self._die, self._stall, self._sleep, self._is_busy = die, stall_seconds, sleep_seconds, is_busy
        self._looked = self._progressed = time.monotonic()

    def start(self) -> None:
        """Begin to look."""
        self._looked = self._progressed = time.monotonic()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def progressed(self) -> None:
        """A checkpoint, a load or a rebalance has come to its end."""
        self._progressed = time.monotonic()

    def look(self) -> None:
        """Judge; also asked right before anything durable is written."""
        now = time.monotonic()
        slept, self._looked = now - self._looked, now
        if slept > self._sleep:
            self._die(f"the process slept {slept:.0f} s; another worker may own its partitions by now")
        limit = self._stall * PATIENCE if self._is_busy() else self._stall
        if now - self._progressed > limit:
            self._die(f"no checkpoint for {limit:.0f} s")

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            self.look()
