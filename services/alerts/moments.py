"""Times between the stream (aware datetimes) and SQL (microseconds since the epoch)."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def us(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def optional_us(moment: datetime | None) -> int | None:
    return None if moment is None else us(moment)


def at(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def text(moment: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def optional_text(microseconds: int | None) -> str | None:
    return None if microseconds is None else text(at(microseconds))
