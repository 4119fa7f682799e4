"""Times as a pack writes them: how long, how often, until when."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LENGTH = re.compile(r"(\d+)([smhd])")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
SAME_DAY, BEFORE_START = "same day", "before start"


def seconds(text: str) -> int:
    """`0`, `20s`, `30m`, `4h`, `7d` in seconds; ValueError for anything else."""
    if text == "0":
        return 0
    found = _LENGTH.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a length of time such as 30m")
    return int(found[1]) * UNITS[found[2]]


def evaluations(text: str) -> int:
    """`2x` is two evaluations in a row; 0 for a length of time."""
    return int(text[:-1]) if text.endswith("x") and text[:-1].isdigit() else 0


def is_deadline(text: str) -> bool:
    if text in {SAME_DAY, BEFORE_START} or _CLOCK.fullmatch(text):
        return True
    return _LENGTH.fullmatch(text) is not None


def deadline(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """A length from now, a time of the shop's day (the next one if it has passed), or the end of that day."""
    local = now.astimezone(zone)
    if text == SAME_DAY:
        return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    clock = _CLOCK.fullmatch(text)
    if clock:
        at = local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
        return at if at > local else at + timedelta(days=1)
    return now + timedelta(seconds=seconds(text))
