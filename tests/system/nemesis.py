"""Does harm to running processes, by a seeded schedule that always ends by healing."""

import random
import threading
import time
from collections.abc import Callable

from tests.system.processes import ServiceProcess

READY_FIRST, IN_THE_ACT = 0.8, 0.5  # of all lives
GIVE_UP_SECONDS = 60.0


class Killer:
    """Kills a service again and again at random moments, and starts it at once.

    Some lives end before the service is ready, some at a random moment, and some the moment new records appear on a
    topic that it writes: between two durable writes.
    """

    def __init__(
        self, service: ServiceProcess, ends: Callable[[], object], seed: int, longest: float
    ) -> None:
        """`ends` says where the topic ends; a life lasts up to `longest` seconds after it may be taken."""
        self._service, self._ends, self._dice, self._longest = service, ends, random.Random(seed), longest
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run, name="killer")

    def start(self) -> None:
        """Begin, beside whatever the test does."""
        self._thread.start()

    def heal(self) -> None:
        """Stop doing harm; the service is left running."""
        self._enough.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._enough.is_set():
            draw = self._dice.random()
            if draw < READY_FIRST:
                self._wait_until(lambda: self._service.is_ready, 0.2)
            if draw < IN_THE_ACT:
                before = self._ends()
                self._wait_until(lambda: self._ends() != before, 0.005)  # noqa: B023 - used within this turn
            elif self._enough.wait(self._dice.uniform(0.2, self._longest)):
                return
            if not self._enough.is_set():
                self._service.kill()
                self._service.start()

    def _wait_until(self, is_so: Callable[[], bool], every: float) -> None:
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while not is_so() and time.monotonic() < deadline and not self._enough.wait(every):
            pass


def until(is_so: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.2)
