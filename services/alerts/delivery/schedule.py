"""What follows from an answer: delivered, tried again and when, given up, or the endpoint switched off; pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal, Protocol

import msgspec

from services.alerts.delivery.answer import GONE, Answer


class Terms(Protocol):
    """What the schedule needs of the settings; seconds."""

    @property
    def retry_seconds(self) -> Sequence[float]: ...
    @property
    def jitter(self) -> float: ...
    @property
    def retry_after_seconds(self) -> float: ...
    @property
    def disable_after_seconds(self) -> float: ...


class Next(msgspec.Struct, frozen=True):
    """`wait` is how many seconds to wait before trying again; `gone` also switches the endpoint off."""

    outcome: Literal["delivered", "again", "given_up", "gone"]
    wait: float = 0.0


def judge(answer: Answer, tries: int, now: datetime, chance: float, terms: Terms) -> Next:
    """`tries` counts this one; `chance` in [0, 1) decides the jitter.

    A Retry-After makes the pause longer, never shorter: a receiver that says 0 would else use up all tries.
    """
    if answer.is_good:
        return Next("delivered")
    if answer.status == GONE:
        return Next("gone")
    if tries > len(terms.retry_seconds):
        return Next("given_up")
    pause = terms.retry_seconds[tries - 1] * (1 + terms.jitter * (2 * chance - 1))
    asked = min(asked_wait(answer.retry_after, now), terms.retry_after_seconds)
    return Next("again", max(pause, asked))


def is_hopeless(failing_since: datetime | None, now: datetime, terms: Terms) -> bool:
    """Whether an endpoint has only failed for so long that it is switched off."""
    return failing_since is not None and (now - failing_since).total_seconds() >= terms.disable_after_seconds


def asked_wait(retry_after: str | None, now: datetime) -> float:
    """The seconds that a Retry-After header asks for, as number or date; 0 for none or one nobody can read."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
