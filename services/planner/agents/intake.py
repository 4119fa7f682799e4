"""Takes the stream into SQL: figures, settings, alerts, names, and what to think about because of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

import msgspec
from sqlmodel import Session

from services.contracts import topics
from services.contracts.envelope import Envelope
from services.contracts.events.items import ItemListed
from services.contracts.events.outputs import (
    AlertEscalated,
    AlertOpened,
    AlertResolved,
    AlertUpdated,
    MetricRolled,
)
from services.contracts.registry import decode_line, decode_lines
from services.planner import telemetry
from services.planner.agents.settings import take_setting
from services.planner.rows import SOURCE as OURS
from services.planner.store import alerts, figures, pending, shops
from services.planner.store.figures import DayRow, HourRow
from services.planner.store.tables import ShopProfile
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.kafka.inbox import InboxRecord

SALES = ("gmv", "units")
HOURLY = frozenset({"gmv", "units", "orders"})
DAILY: dict[str, frozenset[str]] = {
    "": frozenset({"gmv", "units", "orders", "buyers", "visitors", "source_cost"}),
    figures.SOURCE: frozenset(
        {"gmv", "buyers", "visitors", "visitors_attributed", "source_cost", "ad_gmv", "ad_cost"}
    ),
    figures.ITEM: frozenset({"gmv", "units", "buyers", "item_visitors"}),
}
AlertEvent = AlertOpened | AlertUpdated | AlertEscalated | AlertResolved
Profiles = Callable[[str], ShopProfile | None]
LISTED = b'"item.listed"'
log = logs.get(__name__)


class Intake:
    """The handler of the planner's inbox."""

    def __init__(self, profiles: Profiles, clock: Clock) -> None:
        """`profiles` knows money and zone of a shop that is met for the first time."""
        self._profiles, self._clock = profiles, clock

    def take(self, session: Session, records: Sequence[InboxRecord]) -> None:
        """Everything in some records, in their order."""
        batch, met = _Batch(self._clock.now()), set[str]()
        for record in records:
            for event in _events(record):
                if event.shopid not in met:
                    self._meet(session, event.shopid)
                    met.add(event.shopid)
                batch.take(session, event)
        batch.write(session)

    def _meet(self, session: Session, shop_id: str) -> None:
        if shops.profile(session, shop_id) is None:
            found = self._profiles(shop_id)
            if found is not None:
                shops.add(session, shop_id, found.currency, found.exponent, found.timezone)


class _Batch:
    """What some records said, written at once."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._days: list[DayRow] = []
        self._hours: list[HourRow] = []
        self._closed: dict[str, str] = {}
        self._touched: set[tuple[str, date]] = set()

    def take(self, session: Session, event: Envelope) -> None:
        if isinstance(event, MetricRolled):
            self._row(event)
        elif isinstance(event, AlertEvent):
            alerts.apply(session, event)
        elif isinstance(event, ItemListed):
            shops.name_item(session, event.shopid, event.data.item_id, event.data.title, event.time)
        else:
            self.write(session)  # a setting is judged by the figures that came before it
            take_setting(session, event, self._now)

    def write(self, session: Session) -> None:
        figures.write_days(session, self._days)
        figures.write_hours(session, self._hours)
        for shop_id, cause in self._closed.items():
            pending.ask_plan(session, shop_id, cause, self._now)
        for shop_id, day in self._touched:
            pending.ask_day(session, shop_id, day, self._now)
        self._days, self._hours, self._closed, self._touched = [], [], {}, set()

    def _row(self, event: MetricRolled) -> None:
        data = event.data
        dimension, name = _dimension(data.scope)
        if event.source == OURS or dimension is None:
            return
        value, start = None if data.value is None else int(data.value), data.window.start
        revision = data.revision if data.is_final else 0
        if data.window.kind == "hour":
            is_kept = not dimension and data.metric in HOURLY and start >= self._now - figures.HOURS_KEPT
            if is_kept:
                self._hours.append(
                    HourRow(event.shopid, data.metric, int(start.timestamp()), value, revision)
                )
        elif data.window.kind == "day" and data.metric in DAILY[dimension]:
            if dimension == figures.ITEM and start < self._now - figures.ITEMS_KEPT:
                return
            marks = bool(data.is_history), bool(data.is_provisional)
            figure = DayRow(event.shopid, data.metric, dimension, name, start.date(), value, revision, *marks)
            self._days.append(figure)
            self._think(figure)

    def _think(self, figure: DayRow) -> None:
        """A final day needs a re-plan when it is the shop's sales, and a new look in any case."""
        if not figure.revision:
            return
        self._touched.add((figure.shop_id, figure.day))
        if figure.metric in SALES and not figure.dimension:
            cause = "day_closed" if figure.revision == 1 else "revision"
            known = self._closed.get(figure.shop_id, "revision")
            self._closed[figure.shop_id] = min(cause, known, key=pending.RANK.index)


def _dimension(scope: dict[str, str | int | float | bool | None]) -> tuple[str | None, str]:
    """Which split a row belongs to; None for one that the planner does not keep."""
    keys = [key for key in scope if key != "shop_id"]
    if not keys:
        return "", ""
    return (keys[0], str(scope[keys[0]])) if len(keys) == 1 and keys[0] in DAILY else (None, "")


def _events(record: InboxRecord) -> Iterator[Envelope]:
    """The lines of a record; one that cannot be read is logged and stays on its topic."""
    if record.topic == topics.FACTS and LISTED not in record.value:
        return
    try:
        yield from decode_lines(record.value)
    except msgspec.DecodeError:
        yield from _one_by_one(record)


def _one_by_one(record: InboxRecord) -> Iterator[Envelope]:
    for line in record.value.split(b"\n"):
        if not line:
            continue
        try:
            yield decode_line(line)
        except msgspec.DecodeError as error:
            telemetry.unread.of(record.topic).inc()
            log.warning("line_not_read", topic=record.topic, offset=record.offset, error=type(error).__name__)
