"""Whether a process should be restarted (live) and whether it should get work (ready), judged by progress."""

import time
from collections.abc import Callable
from dataclasses import dataclass

STALL_SECONDS = 60.0


@dataclass(frozen=True)
class Verdict:
    """`reasons` says, part by part, why it is not ok."""

    ok: bool
    reasons: dict[str, str]


@dataclass
class _Progress:
    beat: float
    waiting_since: float | None = None


class Health:
    """Parts say when they progress, when input waits for them, and whether they are ready.

    A part that has input waiting and made no progress for `stall_seconds` makes the process not live; an
    idle part is healthy. Names in `needs` are not ready until `set_ready` says otherwise.
    """

    def __init__(
        self,
        *needs: str,
        stall_seconds: float = STALL_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stall_seconds = stall_seconds
        self._monotonic = monotonic
        self._progress: dict[str, _Progress] = {}
        self._unready: dict[str, str] = dict.fromkeys(needs, "starting")

    def beat(self, name: str) -> None:
        """`name` made a step forward just now."""
        self._of(name).beat = self._monotonic()

    def waiting(self, name: str, is_waiting: bool) -> None:
        """Whether input waits for `name`; the clock of a stall starts with the first True."""
        progress = self._of(name)
        if not is_waiting:
            progress.waiting_since = None
        elif progress.waiting_since is None:
            progress.waiting_since = self._monotonic()

    def set_ready(self, name: str, ok: bool, why: str = "") -> None:
        """`why` is shown to who asks /readyz while it is not ok."""
        if ok:
            self._unready.pop(name, None)
        else:
            self._unready[name] = why or "not ready"

    def stalled_seconds(self, name: str) -> float:
        """How long `name` has had input waiting without a step forward; 0.0 when idle or unknown."""
        progress = self._progress.get(name)
        if progress is None or progress.waiting_since is None:
            return 0.0
        return self._monotonic() - max(progress.waiting_since, progress.beat)

    def live(self) -> Verdict:
        """Not ok when any part stands still with input waiting."""
        reasons = {
            name: f"no progress for {seconds:.0f} s with input waiting"
            for name in self._progress
            if (seconds := self.stalled_seconds(name)) > self._stall_seconds
        }
        return Verdict(not reasons, reasons)

    def ready(self) -> Verdict:
        return Verdict(not self._unready, dict(self._unready))

    def _of(self, name: str) -> _Progress:
        return self._progress.setdefault(name, _Progress(self._monotonic()))
