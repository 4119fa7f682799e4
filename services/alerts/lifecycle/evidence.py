"""What an incident learns: a judgement, an end, the passing of time, silence, and what people do."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from services.alerts.lifecycle.alert import Terms
from services.contracts.vocabulary import AlertReason, Route, Severity

OLD_NEWS = timedelta(hours=1)  # told later it is old news, and an older window pages nobody (events.md E2, P)
Verdict = Literal["breach", "clear", "between", "unknown"]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A figure was compared with its rule.

    `distance` is how far the value lies beyond the threshold, 0 or more. `is_old` marks history and windows that
    ended long ago: they open nothing. `slot` names the evaluation, so that the same one counts once.
    """

    verdict: Verdict
    severity: Severity
    route: Route
    terms: Terms = Terms()
    deadline: datetime | None = None
    value: int | float | None = None
    distance: float = 0.0
    window_start: datetime | None = None
    window_end: datetime | None = None
    revision: int = 1
    is_final: bool = False
    is_old: bool = False
    slot: str = ""
    old_news: timedelta = OLD_NEWS  # after which a restated window is no emergency


class Ended(msgspec.Struct, frozen=True):
    """What the incident is about is over: the promo withdrawn, the task done, the window over."""

    reason: AlertReason


class Elapsed(msgspec.Struct, frozen=True):
    """Time has passed; `is_alive` says whether data still arrive, without which nothing is held to have recovered."""

    is_alive: bool = True


class Silent(msgspec.Struct, frozen=True):
    """The watched family fell silent."""


class Back(msgspec.Struct, frozen=True):
    """The watched family is heard again."""


class Acknowledged(msgspec.Struct, frozen=True):
    """A person took it on."""

    person_id: str
    expires_at: datetime | None = None


class Snoozed(msgspec.Struct, frozen=True):
    """A person wants no messages until then."""

    until: datetime


class Inhibited(msgspec.Struct, frozen=True):
    """Another incident speaks for this one, or (None) does so no longer."""

    by: str | None


Evidence = Judged | Ended | Elapsed | Silent | Back | Acknowledged | Snoozed | Inhibited
