"""Puts issued reports on the stream, and empties the outbox onto it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from services.contracts.events.outputs import ReportPublished, ReportPublishedData
from services.contracts.topics import partition_of
from services.planner import telemetry
from services.planner.briefing import SECTIONS, report_id
from services.planner.rows import SOURCE
from services.planner.settled import settle
from services.planner.store import outbox, settings, shops
from services.planner.store.tables import OutboxLine, ReportIssue
from services.planner.store.writing import aware
from services.planner.view import morning_of
from services.runtime.kafka.batching import records_of
from services.runtime.kafka.producer import Record, RecordProducer
from services.runtime.store import reading, writing

MORNING_AT = time(9)
REVISED_FOR = 40  # days for which a report is said again with its day (events.md E2, P, `late_days`)
SETTLES = timedelta(seconds=30)  # figures of a day come one after the other
LINES_AT_ONCE = 5_000


def publish_reports(engine: Engine, now: datetime) -> bool:
    """Issues that are due and have not gone out in their newest revision: each once."""
    with writing(engine) as session:
        due = [issue for issue in _open(session) if _is_due(session, issue, now)]
        for issue in due:
            outbox.add(session, [_published(session, issue, now)])
            issue.published = issue.revision
    return bool(due)


def _open(session: Session) -> list[ReportIssue]:
    query = select(ReportIssue).where(col(ReportIssue.published) < col(ReportIssue.revision))
    return list(session.exec(query.where(ReportIssue.kind == "morning").order_by(col(ReportIssue.period))))


def _is_due(session: Session, issue: ReportIssue, now: datetime) -> bool:
    """Yesterday's from nine o'clock on, an older one when it went out before and has changed; none without data."""
    profile = shops.profile(session, issue.shop_id)
    if profile is None or issue.actual is None:
        return False
    if now - aware(issue.changed_at) < SETTLES:
        return False
    local, day = now.astimezone(ZoneInfo(profile.timezone)), date.fromisoformat(issue.period)
    if issue.published:
        return local.date() - day <= _revised_for(session, issue.shop_id, now)
    return local.date() - day == timedelta(days=1) and local.time() >= MORNING_AT


def _revised_for(session: Session, shop_id: str, now: datetime) -> timedelta:
    """As long as late facts change a day, at least."""
    late_days = settle(settings.all_of(session, shop_id), now).option("late_days", now)
    return timedelta(days=max(REVISED_FOR, late_days or 0))


def _published(session: Session, issue: ReportIssue, now: datetime) -> ReportPublished:
    view = morning_of(session, issue.shop_id, now, date.fromisoformat(issue.period))
    said = [view.verdict.headline, *([view.verdict.second] if view.verdict.second else [])]
    data = ReportPublishedData(
        report_id=report_id(view.day),
        report_kind="morning",
        period=issue.period,
        revision=issue.revision,
        sections=list(SECTIONS),
        is_provisional=view.verdict.is_provisional,
        summary=[*(words.zh for words in said), *(words.en for words in said)],
        path=f"/?shop={issue.shop_id}",
    )
    return ReportPublished(
        specversion="1.0",
        id=f"{report_id(view.day)}:{issue.revision}",
        source=SOURCE,
        time=now,
        shopid=issue.shop_id,
        data=data,
    )


class Sender:
    """Empties the outbox in order; what the broker has not confirmed stays and is sent again, byte for byte."""

    def __init__(self, engine: Engine, producer: RecordProducer, partitions: int) -> None:
        """`producer` must be started."""
        self._engine, self._producer, self._partitions = engine, producer, partitions

    async def send(self) -> bool:
        """One batch; says whether there was anything. Raises `NotAcknowledged`."""
        lines = await asyncio.to_thread(self._waiting)
        if not lines:
            telemetry.outbox.of().set(0)
            return False
        await self._producer.send(list(records(lines, self._partitions)))
        await asyncio.to_thread(self._delivered, lines)
        for line in lines:
            telemetry.sent.of(line.topic).inc()
        return True

    def _waiting(self) -> list[OutboxLine]:
        with reading(self._engine) as session:
            return outbox.waiting(session, LINES_AT_ONCE)

    def _delivered(self, lines: Sequence[OutboxLine]) -> None:
        with writing(self._engine) as session:
            outbox.delivered(session, lines)


def records(lines: Sequence[OutboxLine], partitions: int) -> Iterator[Record]:
    """Lines of one shop and topic together, in order."""
    grouped: dict[tuple[str, str], list[bytes]] = {}
    for line in lines:
        grouped.setdefault((line.topic, line.shop_id), []).append(line.body.encode())
    for (topic, shop_id), bodies in grouped.items():
        for value in records_of(bodies):
            yield Record(topic, shop_id.encode(), value, partition_of(shop_id, partitions))
