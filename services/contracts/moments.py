"""Moments as whole microseconds since the epoch, the finest that a `time` may be (events.md E0)."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY, SECOND = 86_400, 1_000_000


def micros(moment: datetime) -> int:
    """Microseconds since the epoch of an aware datetime, exactly."""
    return (moment - EPOCH) // MICROSECOND


def seconds(moment: datetime) -> int:
    """Whole seconds since the epoch of an aware datetime: those of its `micros`, for less work."""
    since = moment - EPOCH
    return since.days * DAY + since.seconds


def second_and_micros(moment: datetime) -> tuple[int, int]:
    """Both of these at once, for hardly more work than one of them."""
    since = moment - EPOCH
    second = since.days * DAY + since.seconds
    return second, second * SECOND + since.microseconds


def moment_of(since_epoch: int) -> datetime:
    """The UTC datetime of microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=since_epoch)
