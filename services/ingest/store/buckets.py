"""Token buckets in SQL, so that a restart lifts no limit."""

from collections.abc import Mapping

from sqlalchemy import Engine
from sqlmodel import select

from services.ingest.rates import Bucket
from services.ingest.store.tables import BucketRow
from services.runtime.store import reading, writing


def load(engine: Engine) -> dict[str, Bucket]:
    """What each key had left, by key id."""
    with reading(engine) as session:
        return {row.key_id: Bucket(row.tokens, row.at) for row in session.exec(select(BucketRow))}


def save(engine: Engine, buckets: Mapping[str, Bucket]) -> None:
    """Write what these keys have left."""
    with writing(engine) as session:
        for key_id, bucket in buckets.items():
            session.merge(BucketRow(key_id=key_id, tokens=bucket.tokens, at=bucket.at))
