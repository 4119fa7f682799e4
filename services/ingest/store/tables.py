"""The tables of ingest; times are numbers since the epoch: `_us` microseconds, else seconds."""

from sqlalchemy import BigInteger, Column, Float, LargeBinary
from sqlmodel import Field, SQLModel


class ShopRow(SQLModel, table=True):
    """A shop as validation needs it, with the secret that its pseudonyms and its quarantine are made with."""

    __tablename__ = "ingest_shop"

    shop_id: str = Field(primary_key=True, max_length=64)
    currency: str = Field(max_length=64)
    exponent: int
    timezone: str = Field(max_length=64)
    extra_sources: str = Field(default="[]", description="JSON array of keys")
    has_events: bool = False
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SeenRow(SQLModel, table=True):
    """An event of the last 24 hours by (`source`, `id`): three keyed numbers, nothing that could be read back."""

    __tablename__ = "ingest_seen"

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    content: int = Field(sa_column=Column(BigInteger, nullable=False))
    identity: int = Field(sa_column=Column(BigInteger, nullable=False))
    seen_at: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class QuarantineRow(SQLModel, table=True):
    """A refused event; `locked` is its encrypted text, gone once it was replayed."""

    __tablename__ = "ingest_quarantine"

    quarantine_id: str = Field(primary_key=True, max_length=64)
    shop_id: str = Field(max_length=64, index=True)
    received_us: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    reason: str = Field(max_length=32)
    path: str | None = Field(default=None, max_length=200)
    event_type: str | None = Field(default=None, max_length=60)
    event_id: str | None = Field(default=None, max_length=128)
    size: int
    times: int = 1
    replayed_us: int | None = Field(default=None, sa_column=Column(BigInteger))
    locked: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class BucketRow(SQLModel, table=True):
    """What a key had left of its rate, so that a restart lifts no limit."""

    __tablename__ = "ingest_bucket"

    key_id: str = Field(primary_key=True, max_length=64)
    tokens: float = Field(sa_column=Column(Float, nullable=False))
    at: float = Field(sa_column=Column(Float, nullable=False))
