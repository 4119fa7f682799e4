"""`/v1/keys` and `/v1/shops` for admins: who may send and read."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from sqlmodel import select

from services.ingest import errors
from services.ingest.routes.parts import PartsOf
from services.ingest.shopbook import ASIDE
from services.runtime.access import keys
from services.runtime.access.http import Admin
from services.runtime.access.shops import ShopDiffers, ShopInvalid, all_shops
from services.runtime.access.tables import ApiKey
from services.runtime.problems import Problem
from services.runtime.store import reading

router = APIRouter(prefix="/v1", tags=["keys"])

Moment = Annotated[
    datetime, AfterValidator(lambda moment: moment if moment.tzinfo else moment.replace(tzinfo=UTC))
]
ShopId = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"
    ),
]


class KeyWanted(BaseModel):
    """A key to be made; a shop comes into being with its first key."""

    shop: ShopId | None = Field(None, description="None: every shop of the installation")
    scope: Literal["read", "write", "admin"] = "write"
    currency: str | None = Field(None, examples=["CNY"])
    timezone: str | None = Field(None, examples=["Asia/Shanghai"])
    exponent: int | None = Field(None, ge=0, le=6, examples=[2])


class KeyMade(BaseModel):
    """A new key; `key` is shown this once."""

    key: str
    id: str
    shop: str | None
    scope: str


class KeyKnown(BaseModel):
    """A key without its secret."""

    id: str
    shop: str | None
    scope: str
    created_at: Moment
    revoked_at: Moment | None


class ShopKnown(BaseModel):
    """A shop as it was made; what its events changed since is in its settings."""

    shop_id: str
    currency: str
    exponent: int
    timezone: str
    created_at: Moment


@router.post("/keys", status_code=201)
async def create_key(wanted: KeyWanted, _admin: Admin, parts: PartsOf) -> KeyMade:
    """Make a key; it works at once."""
    if wanted.shop == ASIDE:
        raise errors.shop_invalid("This name is taken by the installation itself.")
    try:
        made = await asyncio.to_thread(
            keys.create,
            parts.access,
            wanted.shop,
            wanted.scope,
            currency=wanted.currency,
            timezone=wanted.timezone,
            exponent=wanted.exponent,
        )
    except ShopDiffers as differs:
        raise Problem(409, "shop_differs", str(differs)) from None
    except ShopInvalid as invalid:
        raise errors.shop_invalid(str(invalid)) from None
    return KeyMade(key=made.key, id=made.id, shop=made.shop, scope=made.scope)


@router.get("/keys")
def list_keys(_admin: Admin, parts: PartsOf) -> dict[str, list[KeyKnown]]:
    """All keys, without their secrets."""
    with reading(parts.access) as session:
        rows = session.exec(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id))  # type: ignore[arg-type]
        return {"keys": [_known(row) for row in rows]}


@router.delete("/keys/{key_id}", status_code=204)
async def revoke_key(key_id: str, _admin: Admin, parts: PartsOf) -> None:
    """End a key; it is refused everywhere within 5 s."""
    if not await asyncio.to_thread(keys.revoke, parts.access, key_id):
        raise Problem(404, "not_found", "No key has this id.")


@router.get("/shops")
def list_shops(_admin: Admin, parts: PartsOf) -> dict[str, list[ShopKnown]]:
    """All shops of the installation."""
    return {"shops": [ShopKnown.model_validate(row, from_attributes=True) for row in all_shops(parts.access)]}


def _known(row: ApiKey) -> KeyKnown:
    return KeyKnown(
        id=row.id, shop=row.shop_id, scope=row.scope, created_at=row.created_at, revoked_at=row.revoked_at
    )
