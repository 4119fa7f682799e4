"""When each event of a replay is due: at once, so many a second, or at its own pace made faster."""

import time
from collections.abc import Callable, Iterable, Iterator

from services.console.errors import ConsoleError
from services.console.eventfiles import happened_at
from services.console.sending import BYTES_AT_MOST, EVENTS_AT_MOST

Due = Callable[[bytes], float]
CHOOSE_ONE = "Choose one of --speed, --rate and --max."
LONGEST_NAP_SECONDS = 0.2


def at_once(_line: bytes) -> float:
    return 0.0


def at_rate(per_second: float) -> Due:
    """Evenly, `per_second` events a second."""
    sent = -1

    def due(_line: bytes) -> float:
        nonlocal sent
        sent += 1
        return sent / per_second

    return due


def at_speed(times: float) -> Due:
    """By the events' own times, `times` as fast as they happened; one without a time is due with the one before."""
    first: float | None = None
    last = 0.0

    def due(line: bytes) -> float:
        nonlocal first, last
        at = happened_at(line)
        if at is not None:
            first = at if first is None else first
            last = max(last, (at - first) / times)
        return last

    return due


def chosen(speed: float | None, rate: float | None) -> Due:
    """The way that the options name; at once when they name none."""
    if speed is not None and rate is not None:
        raise ConsoleError(CHOOSE_ONE)
    if min(speed or 1, rate or 1) <= 0 or 0 in {speed, rate}:
        raise ConsoleError("--speed and --rate are numbers above 0.")
    if speed is not None:
        return at_speed(speed)
    return at_once if rate is None else at_rate(rate)


def paced(
    lines: Iterable[bytes],
    due: Due,
    is_stopping: Callable[[], bool],
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[list[bytes]]:
    """Groups of lines within ingest's limits, each handed out once all of it is due; ends early when told to stop."""
    started = monotonic()
    group: list[bytes] = []
    size = 0
    for line in lines:
        moment = started + due(line)
        is_full = len(group) >= EVENTS_AT_MOST or size + len(line) + 1 > BYTES_AT_MOST
        if group and (is_full or moment > monotonic()):
            yield group
            group, size = [], 0
        while moment > monotonic() and not is_stopping():
            sleep(min(LONGEST_NAP_SECONDS, max(0.0, moment - monotonic())))
        if is_stopping():
            return
        group.append(line)
        size += len(line) + 1
    if group:
        yield group
