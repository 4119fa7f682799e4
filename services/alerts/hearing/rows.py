"""Metric rows: keeps the newest that rules look at, and notes who was heard."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlmodel import Session

from services.alerts.hearing.wakes import Wake
from services.alerts.judging.buyers import is_worth_judging
from services.alerts.judging.judges import ONLY_WHEN_SOMETHING, WATCHED
from services.alerts.judging.look import Row
from services.alerts.judging.silence import INGEST, is_report
from services.alerts.scopes import key_of, whole
from services.alerts.store.books import RowBook
from services.alerts.store.shop_tables import HeardRow
from services.contracts.events.outputs import MetricRolled
from services.contracts.moments import micros

FEW_UNITS = 2  # below this no buyer is over a limit or buys in bulk, unless an incident is open
BACK_AFTER_SECONDS = 90  # a gap longer than this between two signs of ingest was a silence
PRODUCER_BACK_AFTER_SECONDS = 900
RECENT = 7
BUYERS = frozenset({"buyer_promo_units", "buyer_item_units"})


def kind_of(event: MetricRolled) -> str:
    """The window kind, for rolling windows the length."""
    data = event.data
    return str((data.parts or {}).get("length")) if data.window.kind == "rolling" else data.window.kind


def is_watched(event: MetricRolled) -> bool:
    return event.data.metric == "silence_seconds" or (event.data.metric, kind_of(event)) in WATCHED


def is_kept(event: Any) -> bool:
    """Whether the newest row of its kind is kept; buyers' rows are judged as they come."""
    return isinstance(event, MetricRolled) and event.data.metric not in BUYERS


def scope_key(event: MetricRolled) -> str:
    return key_of(whole(event.shopid, event.data.scope))


def hear(session: Session, book: RowBook, event: MetricRolled, is_open: Any) -> Iterator[Wake]:
    """Keeps the row and wakes what watches it; what only history has changed wakes nothing that is not open.

    `is_open(scope_key)` says whether a buyer has an open incident.
    """
    data = event.data
    if data.metric == "silence_seconds":
        scope = hear_silence(session, event)
        if scope:
            yield Wake(scope, judge="silence")
        return
    row = row_of(event)
    if data.metric in BUYERS:
        if (is_worth_judging(row, FEW_UNITS) and not row.is_history) or is_open(key_of(row.scope)):
            yield Wake(row.scope, row)
        return
    if keep(book, row) and not row.is_history:
        yield Wake(row.scope, row)


def row_of(event: MetricRolled) -> Row:
    data = event.data
    return Row(
        metric=data.metric,
        kind=kind_of(event),
        scope=whole(event.shopid, data.scope),
        start=data.window.start,
        end=data.window.end,
        value=data.value,
        numerator=data.numerator,
        denominator=data.denominator,
        unit=data.unit,
        is_final=data.is_final,
        revision=data.revision,
        is_history=bool(data.is_history or event.history),
        said_at=event.time,
        parts=data.parts or {},
    )


def keep(book: RowBook, row: Row) -> bool:
    """Whether the row is now the newest of its metric, window kind and scope; revisions of older windows only wake."""
    known = book.get(row.metric, row.kind, key_of(row.scope))
    is_same = known is not None and row.start == known.start
    if (row.metric, row.kind) in ONLY_WHEN_SOMETHING and not row.value and not is_same:
        return False
    if known is None:
        book.put(msgspec.structs.replace(row, recent=[row.value]))
        return True
    if row.start < known.start:
        return row.is_final
    if is_same and (row.revision < known.revision or (known.is_final and not row.is_final)):
        return False
    book.put(msgspec.structs.replace(row, recent=[*_recent(known, is_same), row.value]))
    return True


def _recent(known: Row, is_same: bool) -> list[int | float | None]:
    """The values of the windows before this one."""
    before = known.recent[:-1] if is_same else known.recent
    return before[-(RECENT - 1) :]


def hear_silence(session: Session, event: MetricRolled) -> dict[str, str] | None:
    """Notes when ingest or a producer was heard, or until when a kind of report is complete; None when not newer."""
    scope, parts = event.data.scope, event.data.parts or {}
    family = "producer" if "producer" in scope else str(scope.get("family", ""))
    name = str(scope.get("producer", family))
    said = parts.get("complete_until" if is_report(family) else "latest_received_at")
    is_known = family in (INGEST, "producer") or is_report(family)
    if not is_known or not isinstance(said, str) or event.history:
        return None
    gap = parts.get("longest_gap_seconds")
    longest = int(gap) if isinstance(gap, int | float) else None
    if not note_heard(session, event.shopid, family, name, datetime.fromisoformat(said), longest):
        return None
    return whole(event.shopid, {"producer": name} if family == "producer" else {"family": family})


def note_heard(
    session: Session, shop_id: str, family: str, name: str, latest: datetime, longest_gap: int | None
) -> bool:
    """True when this is later than what was known; after a silence it also counts as back since then."""
    known = session.get(HeardRow, (shop_id, family, name))
    latest_us = micros(latest)
    if known is None:
        row = HeardRow(shop_id=shop_id, family=family, name=name, latest_us=latest_us, back_us=0)
        row.longest_gap_seconds = longest_gap
        session.add(row)
        return True
    if latest_us <= known.latest_us:
        return False
    silent_seconds = (latest_us - known.latest_us) / 1_000_000
    limit = (
        BACK_AFTER_SECONDS if family == "ingest" else max(PRODUCER_BACK_AFTER_SECONDS, 2 * (longest_gap or 0))
    )
    if silent_seconds > limit:
        known.back_us = latest_us
    known.latest_us = latest_us
    known.longest_gap_seconds = longest_gap
    session.add(known)
    return True
