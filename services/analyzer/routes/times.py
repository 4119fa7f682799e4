"""Times in a query: ISO with offset, or a date of the shop."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.analyzer.errors import WrongParameter


def moment(parameter: str, text: str | None, zone: ZoneInfo) -> int | None:
    """The epoch second that a parameter names; a plain date is the beginning of that day in the shop's zone.

    Raises:
        WrongParameter: it is neither.
    """
    if text is None:
        return None
    # In a query a plus sign that was not escaped arrives as a space.
    said = text.strip().replace(" ", "+")
    try:
        if len(said) == len("2026-11-20"):
            day = date.fromisoformat(said)
            return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
        at = datetime.fromisoformat(said)
    except (ValueError, OverflowError):
        at = None
    if at is None or at.tzinfo is None:
        raise WrongParameter(
            parameter,
            f"{text!r} is no time; write an ISO time with its offset (2026-11-20T00:00:00+08:00) or a date "
            f"of the shop (2026-11-20)",
        )
    return _ceiling(at)


def _ceiling(at: datetime) -> int:
    """Windows start at whole seconds: those at or after a fraction begin with the next one."""
    whole = at.replace(microsecond=0)
    return int(whole.timestamp()) + (at > whole)
