"""What the sender is told: one verdict per event, and the status of the whole (architecture 9)."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

Status = Literal["accepted", "duplicate", "rejected"]


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The verdict on the event at `index`; `field` is the path of what was wrong, such as `data.amount_minor`."""

    index: int
    id: str | None
    status: Status
    reason: str | None = None
    field: str | None = None
    message: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a 202 or 422."""

    accepted: int
    duplicate: int
    rejected: int
    results: Sequence[Verdict]
    dry_run: bool = False


def answer(verdicts: Sequence[Verdict], *, dry_run: bool = False) -> Answer:
    """The verdicts with their counts."""
    counts = Counter(verdict.status for verdict in verdicts)
    return Answer(
        accepted=counts["accepted"],
        duplicate=counts["duplicate"],
        rejected=counts["rejected"],
        results=verdicts,
        dry_run=dry_run,
    )


def status_of(given: Answer) -> int:
    """422 when every event is rejected, else 202: a duplicate is good."""
    return 422 if given.rejected and not given.accepted and not given.duplicate else 202
