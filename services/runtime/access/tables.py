"""The tables of the access database: shops, keys (only their digests) and the secret behind page links."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, LargeBinary
from sqlmodel import Field, SQLModel


class AccessTable(SQLModel):
    """Common ancestor, so that these tables can be told from a service's own."""


def _moment(**more: Any) -> Any:
    return Field(sa_type=DateTime(timezone=True), **more)


class Shop(AccessTable, table=True):
    """A shop of this installation; zone, currency and exponent are fixed with its first event."""

    __tablename__ = "shop"

    shop_id: str = Field(primary_key=True)
    currency: str
    exponent: int
    timezone: str
    created_at: datetime = _moment()


class ApiKey(AccessTable, table=True):
    """A key: `prefix` finds it, `digest` (SHA-256 of a 256-bit random key) proves it; the key itself is not kept."""

    __tablename__ = "api_key"

    id: str = Field(primary_key=True)
    prefix: str = Field(index=True, unique=True)
    digest: bytes = Field(sa_type=LargeBinary)
    scope: str
    shop_id: str | None = Field(default=None, index=True)
    created_at: datetime = _moment()
    revoked_at: datetime | None = _moment(default=None)


class Secret(AccessTable, table=True):
    """A random secret of the installation, made when it is first asked for."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    value: bytes = Field(sa_type=LargeBinary)
