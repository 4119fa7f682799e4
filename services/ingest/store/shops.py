"""Shops in SQL: read once, changed by what they accept; a shop's secret is made with its row and never again."""

import json
import os

from sqlalchemy import Engine
from sqlmodel import select

from services.ingest.profile import Profile
from services.ingest.store.inserting import insert
from services.ingest.store.tables import ShopRow
from services.runtime.store import reading, writing

SECRET_BYTES = 32


def load(engine: Engine, shop_ids: frozenset[str] | None = None) -> dict[str, tuple[Profile, bytes]]:
    """Profile and secret by shop id: of these shops, or of all."""
    wanted = select(ShopRow)
    if shop_ids is not None:
        wanted = wanted.where(ShopRow.shop_id.in_(shop_ids))  # type: ignore[attr-defined]
    with reading(engine) as session:
        return {row.shop_id: (_profile(row), row.secret) for row in session.exec(wanted)}


def add(engine: Engine, profile: Profile) -> tuple[Profile, bytes]:
    """The shop's row, made now unless another process was first."""
    columns = {"shop_id": profile.shop_id, "secret": os.urandom(SECRET_BYTES), **_columns(profile)}
    with writing(engine) as session:
        session.execute(insert(engine, ShopRow).values(columns).on_conflict_do_nothing())
        row = session.exec(select(ShopRow).where(ShopRow.shop_id == profile.shop_id)).one()
        return _profile(row), row.secret


def save(engine: Engine, profile: Profile) -> None:
    """Write what a shop's accepted events changed."""
    with writing(engine) as session:
        row = session.get(ShopRow, profile.shop_id)
        if row is not None:
            row.sqlmodel_update(_columns(profile))
            session.add(row)


def _columns(profile: Profile) -> dict[str, object]:
    return {
        "currency": profile.currency,
        "exponent": profile.exponent,
        "timezone": profile.timezone,
        "extra_sources": json.dumps(sorted(profile.extra_sources)),
        "has_events": profile.has_events,
    }


def _profile(row: ShopRow) -> Profile:
    return Profile(
        shop_id=row.shop_id,
        currency=row.currency,
        exponent=row.exponent,
        timezone=row.timezone,
        extra_sources=frozenset(json.loads(row.extra_sources)),
        has_events=row.has_events,
    )
