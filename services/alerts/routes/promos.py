"""POST /v1/promos/check: the preflight of a definition that is not published yet."""

from typing import Any

import msgspec
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.alerts.judging.look import Promo
from services.alerts.judging.preflight import Result, check
from services.alerts.routes import documents
from services.alerts.routes.parts import parts_of
from services.alerts.rules.loading import default_pack
from services.alerts.shopdesk import pack_of
from services.alerts.store.look import SqlLook
from services.contracts.events.promotions import PromoTerms
from services.runtime.access.http import Granted, forbidden
from services.runtime.http import Problem
from services.runtime.store import reading

router = APIRouter(tags=["promos"])
DISCOUNTS = ("price_minor", "percent_off", "amount_off_minor")
UNNAMED = "unpublished"


class Draft(BaseModel):
    """The promo as `promo.published` would carry it; `promo_id` may be left out."""

    model_config = ConfigDict(json_schema_extra={"example": {"shop": "s1", "promo": documents.PROMO}})

    shop: str = Field(min_length=1, max_length=64)
    promo: dict[str, Any]


@router.post("/v1/promos/check", responses=documents.answer("What failed", documents.CHECKED))
def check_promo(request: Request, granted: Granted, draft: Draft) -> dict[str, Any]:
    """Checks PF1-PF8 with the costs, prices and other promos that are known now; nothing is kept."""
    if not (granted.may_read(draft.shop) or granted.may_write(draft.shop)):
        raise forbidden(f"This key may not read shop {draft.shop}.")
    parts = parts_of(request)
    now = parts.clock.now()
    promo = Promo(terms=_terms(draft.promo), told_at=now)
    with reading(parts.engine) as session:
        look = SqlLook(session, draft.shop, now)
        pack = pack_of(look, now)
        rule = pack.rules.get("promo_preflight", default_pack().rules["promo_preflight"])
        return shown(promo, check(promo, look, rule, now))


def shown(promo: Promo, result: Result) -> dict[str, Any]:
    """All prices in minor units."""
    lowest = result.lowest
    return {
        "promo_id": None if promo.promo_id == UNNAMED else promo.promo_id,
        "passed": not result.failed,
        "blocked": result.is_blocked,
        "severity": result.severity if result.failed else None,
        "checks": [
            {
                "id": each.id,
                "message": each.en,
                "message_zh": each.zh,
                "value": each.value,
                "limit": each.limit,
            }
            for each in result.failed
        ],
        "lowest_price_minor": lowest.price if lowest else None,
        "floor_minor": lowest.floor if lowest else None,
        "worst_loss_minor": result.worst_loss,
    }


def _terms(raw: dict[str, Any]) -> PromoTerms:
    try:
        terms = msgspec.convert({"promo_id": UNNAMED, **raw}, PromoTerms)
    except msgspec.ValidationError as error:
        raise Problem(422, "invalid", f"promo: {error}", extra={"field": "promo"}) from None
    if sum(getattr(terms, name) is not None for name in DISCOUNTS) != 1:
        raise Problem(
            422, "invalid", f"promo: exactly one of {', '.join(DISCOUNTS)}", extra={"field": "promo"}
        )
    return terms
