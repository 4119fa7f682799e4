"""GET and PUT /v1/rules: the rules in force for a shop, and its own numbers over the default pack."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from services.alerts.errors import PackRefused
from services.alerts.routes import documents
from services.alerts.routes.parts import Parts, parts_of
from services.alerts.rules.loading import default_pack, digest, with_overrides
from services.alerts.rules.pack import Pack
from services.alerts.saying import SOURCE
from services.alerts.shopdesk import pack_of
from services.alerts.store.look import SqlLook
from services.alerts.store.settings import last_revision
from services.contracts.events.plans import RulepackSet, RulepackSetData
from services.runtime.access.http import Granted, require_read, require_write
from services.runtime.http import Problem
from services.runtime.kafka.producer import NotAcknowledged
from services.runtime.store import reading

SEEN_WITHIN_SECONDS = 3.0
LOOK_EVERY_SECONDS = 0.03
router = APIRouter(tags=["rules"])
_example = {"pack_id": "default", "revision": 1, "rules": [documents.RULE]}


class Overrides(BaseModel):
    """A shop's own numbers: changed fields by rule, or a list of rules with their `id`."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"shop": "s1", "overrides": {"buyer_bulk": {"fires": {"value": 500}}}}}
    )

    shop: str = Field(min_length=1, max_length=64)
    overrides: dict[str, Any] | list[dict[str, Any]] = Field(default_factory=dict)


@router.get("/v1/rules", responses=documents.answer("The rules in force", _example))
def rules(
    request: Request, granted: Granted, shop: Annotated[str | None, Query(description=documents.SHOP)] = None
) -> dict[str, Any]:
    """The rules of a shop; without a shop the product's default pack."""
    wanted = shop or granted.shop_id
    if wanted is None:
        return shown(default_pack())
    require_read(granted, wanted)
    parts = parts_of(request)
    with reading(parts.engine) as session:
        return shown(_pack(session, wanted, parts))


@router.put("/v1/rules", status_code=202, responses=documents.answer("On the stream", _example, 202))
async def change(request: Request, granted: Granted, said: Overrides) -> dict[str, Any]:
    """Replaces the shop's own numbers; in force without a restart. A pack that can not be used is refused."""
    require_write(granted, said.shop)
    parts, written = parts_of(request), msgspec.json.encode(said.overrides).decode()
    revision = await asyncio.to_thread(_next_revision, parts, said.shop)
    try:
        pack = with_overrides(default_pack(), written, revision)
    except PackRefused as error:
        raise Problem(422, "pack_refused", str(error), extra={"field": "overrides"}) from error
    now = parts.clock.now()
    data = RulepackSetData(
        pack_id="default", digest=digest(pack), overrides=written, effective_from=now, revision=revision
    )
    event = RulepackSet(
        specversion="1.0",
        id=f"rulepack:{revision}:{now.isoformat()}",
        source=SOURCE,
        time=now,
        shopid=said.shop,
        partitionkey=said.shop,
        data=data,
    )
    try:
        await parts.publisher.say([event])
    except NotAcknowledged as error:
        raise Problem(
            503, "not_acknowledged", "The broker did not confirm: send it again.", {"Retry-After": "2"}
        ) from error
    await _seen(parts, said.shop, revision)
    return shown(pack)


def shown(pack: Pack) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "pack_id": pack.pack_id,
        "revision": pack.revision,
        "rules": [msgspec.to_builtins(rule) for rule in pack.rules.values()],
    }
    return plain


def _pack(session: Session, shop: str, parts: Parts) -> Pack:
    now = parts.clock.now()
    return pack_of(SqlLook(session, shop, now), now)


def _next_revision(parts: Parts, shop: str) -> int:
    """The default pack is revision 1; a shop's first own numbers are revision 2."""
    with reading(parts.engine) as session:
        return max(last_revision(session, shop, "rulepack.set"), default_pack().revision) + 1


async def _seen(parts: Parts, shop: str, revision: int) -> None:
    """Waits until it came back from the stream, as far as that is soon."""
    for _ in range(int(SEEN_WITHIN_SECONDS / LOOK_EVERY_SECONDS)):
        if await asyncio.to_thread(_next_revision, parts, shop) > revision:
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)
