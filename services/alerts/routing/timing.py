"""When a role is told: at once, with others after 30 s, at opening, or in one message per ten minutes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from services.alerts.judging.look import Profile

TOGETHER = timedelta(seconds=30)
STORM_WINDOW = timedelta(minutes=10)
STORM_AFTER = 3


class When(NamedTuple):
    """`group` names what may go in one message; "" goes alone."""

    at: datetime
    group: str = ""


def notice(now: datetime, profile: Profile, department: str, group: str) -> When:
    """Grouped per department and group for 30 s; outside business hours until opening."""
    release = now + TOGETHER
    return When(
        release if profile.is_business(now) else opening(now, profile), f"notice:{department}:{group}"
    )


def page(now: datetime, earlier: Sequence[datetime], subject: str) -> When:
    """Each page its own message, but after three of one rule and subject within ten minutes the further ones together.

    `earlier` are the times of the openings of that rule and subject that this role was already told of, any order.
    """
    recent = sorted(each for each in earlier if each > now - STORM_WINDOW)
    if len(recent) < STORM_AFTER:
        return When(now)
    rounds = (now - recent[STORM_AFTER - 1]) // STORM_WINDOW + 1
    return When(recent[STORM_AFTER - 1] + rounds * STORM_WINDOW, f"page:{subject}")


def opening(now: datetime, profile: Profile) -> datetime:
    """The next moment at which the shop opens."""
    local = now.astimezone(profile.zone)
    today = local.replace(hour=profile.opens.hour, minute=profile.opens.minute, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)
