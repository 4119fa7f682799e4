"""What an event wakes: a rule's judgement for one scope."""

from typing import NamedTuple

from services.alerts.judging.look import Row


class Wake(NamedTuple):
    """`judge` names the judgement for subjects woken by a fact; rows name it by metric, window and scope."""

    scope: dict[str, str]
    row: Row | None = None
    judge: str | None = None
