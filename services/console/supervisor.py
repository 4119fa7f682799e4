"""Keeps processes running: one that ends is started again after a pause that grows while it keeps ending."""

import time
from collections.abc import Callable, Sequence

from services.console.child import Child

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 60.0


class Supervised:
    """One process that is meant to run."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self._pause = SHORTEST_PAUSE
        self._started_at = 0.0
        self._start_again_at: float | None = None

    def start(self, now: float) -> None:
        """Starts it; in the main thread only."""
        self.child.start()
        self._started_at, self._start_again_at = now, None

    def look(self, now: float) -> str | None:
        """Notices an end and starts it again when its pause is over; returns what happened, for people."""
        if self._start_again_at is not None:
            if now >= self._start_again_at:
                self.start(now)
            return None
        code = self.child.exit_code()
        if code is None:
            return None
        steady = now - self._started_at > STEADY_SECONDS
        self._pause = SHORTEST_PAUSE if steady else min(self._pause * 2, LONGEST_PAUSE)
        self._start_again_at = now + self._pause
        return f"{self.child.name} ended ({_cause(code)}), starting it again in {self._pause:.0f} s"


class Supervisor:
    """All processes of the installation; the broker is started first and stopped last."""

    def __init__(self, say: Callable[[str], None], monotonic: Callable[[], float] = time.monotonic) -> None:
        """`say` is told of every end that nobody asked for."""
        self._say, self._monotonic = say, monotonic
        self._watched: list[Supervised] = []

    def adopt(self, child: Child) -> None:
        """Watches a process that runs already."""
        watched = Supervised(child)
        watched._started_at = self._monotonic()  # noqa: SLF001 - set here, by its own module
        self._watched.append(watched)

    def start(self, children: Sequence[Child]) -> None:
        """Starts processes and watches them from now on."""
        for child in children:
            watched = Supervised(child)
            watched.start(self._monotonic())
            self._watched.append(watched)

    def look(self) -> bool:
        """To be called several times a second in the main thread; whether a process was started anew."""
        before = self.pids()
        for watched in self._watched:
            said = watched.look(self._monotonic())
            if said:
                self._say(said)
        return self.pids() != before

    def pids(self) -> list[int | None]:
        return [watched.child.pid for watched in self._watched]

    def stop(self, children: Sequence[Child], seconds: float) -> None:
        """Asks all of them to stop at once and waits; who has not ended after `seconds` is killed."""
        self._watched = [watched for watched in self._watched if watched.child not in children]
        deadline = self._monotonic() + seconds
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait(max(0.1, deadline - self._monotonic()))


def _cause(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
