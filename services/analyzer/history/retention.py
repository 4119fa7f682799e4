"""Short windows do not stay: pulses and minutes are deleted when nobody looks back that far any more."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Engine, delete

from services.analyzer.history.store import ROWS
from services.analyzer.history.tables import SHORT_WINDOWS


def keeps(pulse_hours: float, minute_hours: float) -> dict[str, timedelta]:
    """How long each short window stays: the pulse and what rolls with it, and minutes."""
    hours = dict.fromkeys(SHORT_WINDOWS, pulse_hours) | {"minute": minute_hours}
    return {kind: timedelta(hours=kept) for kind, kept in hours.items()}


def prune(engine: Engine, keep: Mapping[str, timedelta], now: float) -> int:
    """Delete what started longer ago than is kept of its kind; `now` in epoch seconds, returns the rows deleted."""
    deleted = 0
    for kind, kept in keep.items():
        oldest = int(now - kept.total_seconds())
        # The list repeats the partial index's condition, so that the database may use it.
        short = ROWS.c.window_kind.in_(SHORT_WINDOWS)
        old = delete(ROWS).where(short, ROWS.c.window_kind == kind, ROWS.c.start < oldest)
        with engine.begin() as connection:
            deleted += connection.execute(old).rowcount
    return deleted
