"""Settings as events.md E2 has them: the highest revision, then (time, id); at a moment the latest in force."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import or_
from sqlmodel import Session, col, select

from services.alerts.store.shop_tables import SettingRow
from services.alerts.store.upsert import upsert
from services.contracts.fields import SettingData
from services.contracts.identity import natural_key, type_of
from services.contracts.moments import micros

Data = TypeVar("Data", bound=SettingData)
_encode = msgspec.json.Encoder().encode


def remember(session: Session, event: Any) -> bool:
    """Keeps an S event; False when a better statement of the same moment and revision is known."""
    data: SettingData = event.data
    key = natural_key(event)[:-2]
    values = {
        "shop_id": event.shopid,
        "type": type_of(event),
        "key": "\x1f".join(key),
        "effective_us": micros(data.effective_from),
        "revision": data.revision,
        "subject": key[0] if key else "",
        "time_us": micros(event.time),
        "event_id": event.id,
        "body": _encode(data).decode(),
    }
    return upsert(session, SettingRow, values, when=_is_better)


def in_force(
    session: Session,
    shop_id: str,
    name: str,
    kind: type[Data],
    at: datetime | None,
    subject: str | None = None,
) -> list[Data]:
    """One statement per key, as of `at`; with None all moments' statements, the best of each."""
    query = select(SettingRow).where(SettingRow.shop_id == shop_id, SettingRow.type == name)
    if at is not None:
        query = query.where(SettingRow.effective_us <= micros(at))
    if subject is not None:
        query = query.where(SettingRow.subject == subject)
    query = query.order_by(col(SettingRow.key), col(SettingRow.effective_us), col(SettingRow.revision))
    best: dict[object, str] = {}
    for row in session.exec(query.execution_options(populate_existing=True)):
        best[row.key if at is not None else (row.key, row.effective_us)] = row.body
    return [msgspec.json.decode(body, type=kind) for body in best.values()]


def last_revision(session: Session, shop_id: str, name: str) -> int:
    """The highest revision said of a setting, 0 when none was."""
    query = select(SettingRow.revision).where(SettingRow.shop_id == shop_id, SettingRow.type == name)
    return max(session.exec(query), default=0)


def _is_better(old: Any, new: Any) -> Any:
    return or_(old.time_us < new.time_us, (old.time_us == new.time_us) & (old.event_id < new.event_id))
