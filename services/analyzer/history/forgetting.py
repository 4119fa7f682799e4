"""Rows of single buyers who were erased: deleted, and kept out when they come once more."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from services.analyzer.entities.erasures import digest
from services.analyzer.history.lines import Address
from services.analyzer.history.store import ROWS
from services.analyzer.history.tables import ErasedBuyer
from services.contracts.metrics import CATALOGUE
from services.contracts.topics import ERASED_HEADER
from services.runtime.kafka.inbox import InboxRecord

BUYER = "buyer_id"
OF_BUYERS = tuple(metric.id for metric in CATALOGUE.values() if "B" in metric.scopes)
KEPT_SECONDS = 8 * 86_400  # longer than the metrics topic keeps the rows that might come once more


class Erased(msgspec.Struct):
    """What an erasure's record says: the digest of the id, and until when what was said of it is meant."""

    digest: str
    at: int


class _Time(msgspec.Struct):
    time: str


class Forgotten(NamedTuple):
    """The erased buyers of some shops."""

    until: dict[tuple[str, str], int]

    def has(self, address: Address, line: bytes) -> bool:
        """Whether a row is one of a buyer who was erased after it was said."""
        buyer = _buyer_of(address.scope)
        at = None if buyer is None else self.until.get((address.shop_id, digest(address.shop_id, buyer)))
        return at is not None and _said_at(line) <= at


def erased_in(record: InboxRecord) -> Erased | None:
    """The erasure that a record of the metrics topic tells, if it tells one."""
    told = record.headers.get(ERASED_HEADER)
    return None if told is None else msgspec.json.decode(told, type=Erased)


def forget(session: Session, shop_id: str, erased: Erased) -> int:
    """Delete the rows of a buyer, and remember not to take them in again; returns how many there were."""
    known = session.get(ErasedBuyer, (shop_id, erased.digest))
    at = erased.at if known is None else max(known.at, erased.at)
    session.merge(ErasedBuyer(shop_id=shop_id, digest=erased.digest, at=at))
    connection = session.connection()
    mine = (ROWS.c.shop_id == shop_id, ROWS.c.metric.in_(OF_BUYERS), ROWS.c.scope_keys.contains(BUYER))
    scopes = connection.execute(select(ROWS.c.scope).where(*mine).distinct()).scalars()
    theirs = [scope for scope in scopes if digest(shop_id, _buyer_of(scope) or "") == erased.digest]
    deleted = 0
    for scope in theirs:
        old = delete(ROWS).where(*mine, ROWS.c.scope == scope, ROWS.c.start <= erased.at)
        deleted += connection.execute(old).rowcount
    return deleted


def forgotten(session: Session, shops: Iterable[str]) -> Forgotten:
    """Who of some shops was erased."""
    wanted = select(ErasedBuyer).where(col(ErasedBuyer.shop_id).in_(sorted(set(shops))))
    return Forgotten({(row.shop_id, row.digest): row.at for row in session.exec(wanted)})


def is_of_buyer(address: Address) -> bool:
    """Whether a row is about a single buyer."""
    return BUYER in address.scope_keys


def clean(engine: Engine, now: float) -> int:
    """Drop what no row can come for any more; `now` in epoch seconds."""
    with Session(engine) as session, session.begin():
        table = ErasedBuyer.__table__  # type: ignore[attr-defined]
        old = delete(table).where(table.c.at < int(now) - KEPT_SECONDS)
        return int(session.connection().execute(old).rowcount)


def _buyer_of(scope: str) -> str | None:
    named = msgspec.json.decode(scope, type=dict[str, str | int | float | bool])
    return str(named[BUYER]) if BUYER in named else None


def _said_at(line: bytes) -> float:
    return datetime.fromisoformat(msgspec.json.decode(line, type=_Time).time).timestamp()
