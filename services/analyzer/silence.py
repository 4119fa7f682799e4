"""Whether those who send a shop's data were silent, by the rule `source_silent` (metrics.md M13, rules.md R14)."""

from collections.abc import Iterable

from services.analyzer.entities.producers import Producer
from services.analyzer.moments import DAY, Calendar, LocalDay, Span

INGEST_MINUTES = 2  # without a tick for longer than so long ingest is silent (R14)
OPEN_SECONDS = 900  # a producer is silent after so long in business hours (R14, P) ...
TIMES = 2  # ... and after twice its longest pause in the same hour of the week
SEEN = 7 * DAY  # a producer that was not heard for so long is forgotten (R14)


def business(calendar: Calendar, day: LocalDay, opens: str, closes: str) -> Span:
    """The business hours of a day; hours that run past midnight end with the day here."""
    start = calendar.at(day.date, opens)
    end = calendar.at(day.date, closes)
    return Span(start, end if end > start else day.spans["d"].end)


def overlap(a: Span, b: Span) -> int:
    """How many seconds two windows have in common."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def ingest_silence(last_minute: int, minute: int) -> Span:
    """When ingest was silent between two minutes (of the epoch) with a tick; empty when it was not."""
    start = (last_minute + 1 + INGEST_MINUTES) * 60
    return Span(start, max(start, minute * 60))


def covered(silences: Iterable[Span], hours: Span) -> int:
    """For how many seconds of some business hours it was silent."""
    return sum(overlap(silent, hours) for silent in silences)


def silences(calendar: Calendar, producer: Producer, since: int, until: int, within: Span) -> list[Span]:
    """When a producer was silent, within a day, that sent nothing in [since, until), were the shop open all day.

    Hours of the week whose usual pauses are not known yet are not judged: a small shop is quiet for hours.
    """
    found: list[Span] = []
    start = within.start
    while start < within.end:
        end = min(calendar.span("h", start).end, within.end)
        local = calendar.local(start)
        pause = producer.longest_gap(f"{local.weekday()}-{local.hour}", local.toordinal())
        silent = Span(max(start, since + max(OPEN_SECONDS, TIMES * pause)), min(end, until))
        if pause and silent.start < silent.end:
            found.append(silent)
        start = end
    return found
