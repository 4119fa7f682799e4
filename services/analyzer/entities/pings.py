"""Heartbeats of pages: seconds in use, of which each number counts once (metrics.md M16).

They are held as they came, told again or not, and as they are stored: most are never read before the visit is over, and
then all at once.
"""

from collections.abc import Iterable

import msgspec

FEW = 32  # heartbeats told again that are not looked for (P)


class Ping(msgspec.Struct, array_like=True, gc=False):
    """One heartbeat: seconds in use, what ranks it among tellings of the same number, and of which page view it is."""

    time_us: int
    event_id: str
    seconds: int
    view_id: str = ""
    number: int = 0

    @property
    def rank(self) -> tuple[int, str, int]:
        """The lowest of several tellings counts."""
        return (self.time_us, self.event_id, self.seconds)


Numbered = dict[str, dict[int, Ping]]
"""Heartbeats by page view and number, which they did not name themselves: as visitors were stored before."""


def once(pings: Iterable[Ping]) -> list[Ping]:
    """Of each page view and number the telling that counts, in the order in which they were first told."""
    found: dict[tuple[str, int], Ping] = {}
    for ping in pings:
        name = (ping.view_id, ping.number)
        old = found.get(name)
        if old is None or ping.rank < old.rank:
            found[name] = ping
    return list(found.values())


def seconds_in_use(pings: Iterable[Ping]) -> dict[str, int]:
    """Seconds in which pages were in use, by page view; those of which nothing was heard are left out."""
    found: dict[str, int] = {}
    for ping in once(pings):
        found[ping.view_id] = found.get(ping.view_id, 0) + ping.seconds
    return found


def recent(pings: Iterable[Ping], before_us: int) -> list[Ping]:
    """The heartbeats, each once, of the page views that one came of since a moment in microseconds."""
    each = once(pings)
    views = {ping.view_id for ping in each if ping.time_us >= before_us}
    return [ping for ping in each if ping.view_id in views]


def listed(stored: Numbered) -> list[Ping]:
    """Heartbeats that were stored by page view and number."""
    return [
        Ping(ping.time_us, ping.event_id, ping.seconds, view_id, number)
        for view_id, numbered in stored.items()
        for number, ping in numbered.items()
    ]
