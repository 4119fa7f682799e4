"""Figures of days and hours as the analyzer said them, the newest revision of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from services.planner.store.tables import DayFigure, HourFigure
from services.planner.store.writing import put_plain

SOURCE, ITEM = "traffic_source", "item_id"
ITEMS_KEPT, HOURS_KEPT = timedelta(days=45), timedelta(days=100)


class DayRow(NamedTuple):
    """A `DayFigure` on its way in."""

    shop_id: str
    metric: str
    dimension: str
    name: str
    day: date
    value: int | None
    revision: int
    is_history: bool = False
    is_provisional: bool = False


class HourRow(NamedTuple):
    """An `HourFigure` on its way in."""

    shop_id: str
    metric: str
    start: int
    value: int | None
    revision: int


def write_days(session: Session, rows: Iterable[DayRow]) -> None:
    """Keeps the newest revision; among equal ones the last."""
    newest = {row[:5]: row for row in sorted(rows, key=lambda row: row.revision)}
    put_plain(session, DayFigure, [row._asdict() for row in newest.values()], "revision")


def write_hours(session: Session, rows: Iterable[HourRow]) -> None:
    """Keeps the newest revision of each hour."""
    newest = {row[:3]: row for row in sorted(rows, key=lambda row: row.revision)}
    put_plain(session, HourFigure, [row._asdict() for row in newest.values()], "revision")


def finals(session: Session, shop_id: str, metric: str, since: date | None = None) -> dict[date, int | None]:
    """Final values of the shop's days, oldest first; None = no data."""
    query = select(col(DayFigure.day), col(DayFigure.value)).where(
        *_of(shop_id, metric), DayFigure.revision > 0
    )
    if since is not None:
        query = query.where(DayFigure.day >= since)
    return {row[0]: row[1] for row in session.exec(query.order_by(col(DayFigure.day)))}


def figure(session: Session, shop_id: str, metric: str, day: date) -> DayFigure | None:
    """The shop's own figure of a day."""
    return session.get(DayFigure, (shop_id, metric, "", "", day))


def by_name(
    session: Session, shop_id: str, dimension: str, metrics: Iterable[str], since: date, until: date
) -> dict[str, dict[date, dict[str, int]]]:
    """Known figures per name, day and metric with `since` <= day <= `until`, running ones too."""
    query = select(
        col(DayFigure.name), col(DayFigure.day), col(DayFigure.metric), col(DayFigure.value)
    ).where(
        DayFigure.shop_id == shop_id,
        DayFigure.dimension == dimension,
        col(DayFigure.metric).in_(list(metrics)),
        DayFigure.day >= since,
        DayFigure.day <= until,
    )
    found: dict[str, dict[date, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for name, day, metric, value in session.exec(query):
        if value is not None:
            found[name][day][metric] = value
    return found


def of_day(session: Session, shop_id: str, day: date) -> dict[str, DayFigure]:
    """The shop's own figures of a day by metric."""
    query = select(DayFigure).where(
        DayFigure.shop_id == shop_id, DayFigure.day == day, DayFigure.dimension == ""
    )
    return {row.metric: row for row in session.exec(query)}


def hours(session: Session, shop_id: str, metric: str, since: datetime, until: datetime) -> Mapping[int, int]:
    """Values of hours by epoch second of their start, `since` <= start < `until`, where known."""
    query = select(col(HourFigure.start), col(HourFigure.value)).where(
        HourFigure.shop_id == shop_id,
        HourFigure.metric == metric,
        HourFigure.start >= int(since.timestamp()),
        HourFigure.start < int(until.timestamp()),
    )
    return {start: value for start, value in session.exec(query) if value is not None}


def newest_hour(session: Session, shop_id: str) -> datetime | None:
    """The start of the newest hour with a figure."""
    query = select(func.max(col(HourFigure.start))).where(HourFigure.shop_id == shop_id)
    newest: int | None = session.exec(query).one()
    return None if newest is None else datetime.fromtimestamp(newest, UTC)


def forget(session: Session, now: datetime) -> None:
    """Drops figures that no plan looks back to: items beyond their month, hours beyond the learnt curve."""
    items_before, hours_before = (now - ITEMS_KEPT).date(), int((now - HOURS_KEPT).timestamp())
    session.connection().execute(
        delete(DayFigure).where(col(DayFigure.dimension) == ITEM, col(DayFigure.day) < items_before)
    )
    session.connection().execute(delete(HourFigure).where(col(HourFigure.start) < hours_before))


def _of(shop_id: str, metric: str) -> tuple[bool, ...]:
    return (
        DayFigure.shop_id == shop_id,
        DayFigure.metric == metric,
        DayFigure.dimension == "",
        DayFigure.name == "",
    )
