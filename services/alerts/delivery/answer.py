"""What one try came to: the receiver's status, or why there is none; pure."""

from typing import Literal

import msgspec

Outcome = Literal[
    "delivered", "refused", "failed", "timeout", "unreachable", "redirected", "gone", "forbidden"
]
GONE = 410


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`status` None: nothing came back; `error` is one sentence for the operator, never the receiver's own text."""

    outcome: Outcome
    status: int | None = None
    error: str | None = None
    retry_after: str | None = None
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.outcome == "delivered"


def answered(status: int, retry_after: str | None = None, seconds: float = 0.0) -> Answer:
    """A 2xx is a receipt; every other status is a failure, redirects too: they are never followed."""
    outcome = _outcome(status)
    if outcome == "delivered":
        return Answer(outcome=outcome, status=status, seconds=seconds)
    more = {"redirected": ": redirects are not followed", "gone": ": it wants nothing more"}.get(outcome, "")
    error = f"It answered {status}{more}."
    return Answer(outcome=outcome, status=status, error=error, retry_after=retry_after, seconds=seconds)


def _outcome(status: int) -> Outcome:
    if status == GONE:
        return "gone"
    classes: dict[int, Outcome] = {2: "delivered", 3: "redirected", 4: "refused"}
    return classes.get(status // 100, "failed")
