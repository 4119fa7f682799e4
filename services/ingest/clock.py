"""When an event happened (events.md E2, Clock): a producer's clock is corrected only where it is surely wrong."""

from datetime import datetime, timedelta

AHEAD = timedelta(seconds=60)  # a `sentat` further ahead of its arrival is a wrong clock
BEHIND = timedelta(hours=24)  # (P) a `sentat` further back is a wrong clock; anything between may be delay
FUTURE = timedelta(minutes=5)  # a used time further ahead than this is refused


def is_wrong(sentat: datetime, arrived: datetime) -> bool:
    """Whether the producer's clock at sending cannot be explained by delay or a retry."""
    return sentat - arrived > AHEAD or arrived - sentat > BEHIND


def used_time(time: datetime, sentat: datetime | None, arrived: datetime, *, is_history: bool) -> datetime:
    """The time that counts; raises OverflowError where a corrected time would leave the calendar."""
    if sentat is None or is_history or not is_wrong(sentat, arrived):
        return time
    return arrived - (sentat - time)


def is_in_future(used: datetime, now: datetime) -> bool:
    """Whether a used time lies too far ahead to be believed."""
    return used - now > FUTURE
