"""Does harm to running processes, by a seeded schedule that always ends by healing."""

import random
import threading
import time
from collections.abc import Callable

from tests.system.processes import ServiceProcess

LIVES_TO_BE_READY = 0.75


class Killer:
    """Kills a service again and again at random moments, and starts it at once."""

    def __init__(self, service: ServiceProcess, seed: int, longest: float) -> None:
        """A life lasts up to `longest` seconds, mostly counted from when it is ready, else from its start."""
        self._service, self._dice, self._longest = service, random.Random(seed), longest
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
            if self._dice.random() < LIVES_TO_BE_READY:
                self._await_ready()
            if self._enough.wait(self._dice.uniform(0.2, self._longest)):
                return
            self._service.kill()
            self._service.start()

    def _await_ready(self) -> None:
        while not self._service.is_ready and not self._enough.is_set():
            self._enough.wait(0.2)


def until(is_so: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.2)
