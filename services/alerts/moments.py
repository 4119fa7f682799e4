"""Times between the stream (aware datetimes) and SQL (microseconds since the epoch)."""

from datetime import UTC, datetime

from services.contracts.moments import micros, moment_of


def optional_micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)


def text(moment: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def optional_text(microseconds: int | None) -> str | None:
    return None if microseconds is None else text(moment_of(microseconds))
