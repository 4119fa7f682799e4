"""How the events of a shop arrive: at once, late, several times, in records of several lines, with ticks between."""

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from services.analyzer.engine.aggregator import SourceRecord
from tests.analyzer.shopdays.telling import Event, stamp


def lived(events: list[Event], seed: int, *, late: float = 0.05, twice: float = 0.2) -> list[SourceRecord]:
    """The events as a log: most arrive at once, some late, some several times, ticks in between and a quiet end."""
    chance = random.Random(seed)
    arrivals: list[tuple[datetime, Event]] = []
    for event in events:
        happened = datetime.fromisoformat(event["time"])
        for _ in range(chance.choice([2, 3, 5]) if chance.random() < twice else 1):
            delay = chance.choice([7200, 90_000]) if chance.random() < late else chance.randrange(20)
            arrivals.append((happened + timedelta(seconds=delay), event))
    return log_of(arrivals, chance)


@dataclass(frozen=True)
class Manner:
    """How the events of a shop arrive; seconds of delay are drawn from `late` for a `share` of the arrivals.

    `kinds` are the windows that all of them reach (events.md E2, Late): in these the order of arrival changes nothing.
    """

    share: float
    late: tuple[int, ...]
    tail: int  # days of ticks after the last arrival
    kinds: frozenset[str]


HOUR, DAY = 3600, 86_400
LONG = frozenset({"day", "week", "month", "quarter", "year", "r7", "r14", "r28", "r30", "r90"})
PUNCTUAL = Manner(0.05, (-280, -90, 110), 3, LONG | {"pulse", "minute", "hour"})
BY_HOURS = Manner(0.08, (2 * HOUR, 25 * HOUR, 50 * HOUR), 3, LONG | {"hour"})
BY_DAYS = Manner(0.06, (2 * HOUR, 108 * HOUR, 20 * DAY, 36 * DAY, 45 * DAY), 3, LONG)
STEADY_DAYS = 4  # settings may be told a day before the first of the three
SURE = 60 * HOUR  # rows and settings come no later than this


def arrived(events: list[Event], seed: int, manner: Manner) -> list[SourceRecord]:
    """The events as a log: late, again, out of order inside a record and over records.

    The shop's settings come first, its history in the first hour.
    """
    chance = random.Random(seed)
    arrivals = []
    for event in events:
        for _ in range(chance.choice([2, 3]) if chance.random() < 0.2 else 1):
            delay = chance.choice(manner.late) if chance.random() < manner.share else chance.randrange(20)
            arrivals.append((_arrival(event, delay), event))
    first = next(event for event in events if event["type"] == "shop.configured")
    begin = datetime.fromisoformat(first["time"])
    told = [(begin - timedelta(minutes=11), first)]
    for at, event in arrivals:
        is_early = event.get("history") or at < begin + timedelta(minutes=1)
        told.append((begin + timedelta(seconds=chance.randrange(60, 3600)) if is_early else at, event))
    return log_of(told, chance, tail=manner.tail, ticks=_business(begin, first))


def _arrival(event: Event, delay: int) -> datetime:
    is_fact = not {"as_of", "effective_from"} & set(event["data"])
    if event["type"] == "shop.configured":
        delay = 0
    return datetime.fromisoformat(event["time"]) + timedelta(seconds=delay if is_fact else min(delay, SURE))


def _business(begin: datetime, configured: Event) -> list[datetime]:
    """A tick a minute around the business hours of the first days: ingest is alive in them."""
    told = configured["data"]
    zone = ZoneInfo(told["timezone"])
    found = []
    for number in range(STEADY_DAYS):
        day = begin.astimezone(zone).date() + timedelta(days=number)
        opens = datetime.fromisoformat(f"{day}T{told['opens_at']}").replace(tzinfo=zone).astimezone(UTC)
        found += [opens + timedelta(minutes=minutes) for minutes in range(-3, 15)]
    return found


def log_of(
    arrivals: list[tuple[datetime, Event]],
    chance: random.Random,
    tail: int | None = None,
    ticks: Iterable[datetime] = (),
) -> list[SourceRecord]:
    """Records of one to eight lines, with a tick every few minutes of quiet and at least between days.

    With a `tail` the lines of a record are shuffled and have one moment of arrival, and ticks go on for so many days.
    """
    records: list[SourceRecord] = []
    arrivals = sorted(arrivals, key=lambda entry: (entry[0], entry[1]["id"]))
    lines: list[Event] = []
    ticked, extra = arrivals[0][0], deque(ticks)
    for at, event in arrivals:
        while extra and extra[0] <= at:
            _flush(records, lines, chance, tail)
            ticked = extra.popleft()
            _tick(records, ticked)
        while at - ticked > timedelta(minutes=10):
            _flush(records, lines, chance, tail)
            ticked += timedelta(minutes=5) if tail is None else (at - ticked) / 3
            _tick(records, ticked)
        lines.append({**event, "receivedat": stamp(at)})
        ticked = ticked if tail is None else at  # the clock of ingest never lies behind what has arrived
        if len(lines) >= chance.randrange(1, 9):
            _flush(records, lines, chance, tail)
    _flush(records, lines, chance, tail)
    for later in (1, 3, 40, 80) if tail is None else range(6, tail * 24, 6):
        _tick(records, at + timedelta(hours=later))
        _tick(records, at + timedelta(hours=later, seconds=20))
    return records


def _flush(records: list[SourceRecord], lines: list[Event], chance: random.Random, tail: int | None) -> None:
    if not lines:
        return
    if tail is not None:
        latest = lines[-1]["receivedat"][:19] + ".000000Z"  # reach is counted in whole seconds
        lines[:] = [{**line, "receivedat": latest} for line in lines]
        chance.shuffle(lines)
    records.append(SourceRecord(len(records), b"s1", b"\n".join(map(msgspec.json.encode, lines))))
    lines.clear()


def _tick(records: list[SourceRecord], at: datetime) -> None:
    value = msgspec.json.encode({"tick": stamp(at)})
    records.append(SourceRecord(len(records), None, value, is_tick=True))
