"""Somebody asked to be forgotten (events.md E2 Erasure, E11): the id goes, the totals stay."""

from base64 import b32encode
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from services.analyzer.entities.erasures import Erasure, Span, digest
from services.analyzer.erasing import erase
from services.analyzer.hearing.veils import ROLES
from services.analyzer.renaming import Renaming
from services.analyzer.shop import Shop
from services.contracts.moments import micros


def hear_erased(shop: Shop, event: Any) -> None:
    """A buyer, a visitor or both are erased; the same erasure told again changes nothing."""
    told = digest(shop.shop_id, event.data.erasure_id)
    for role in ROLES:
        who = getattr(event.data, role)
        if who:
            _erase(shop, event, role, who, told)


def _erase(shop: Shop, event: Any, role: str, who: str, told: str) -> None:
    name = digest(shop.shop_id, who)
    erasure: Erasure = shop.entity("erased", name)
    erasure.heard_at = max(erasure.heard_at, shop.arrival(event).at)
    if erasure.knows(told):
        return
    token = token_of(event, role)
    erasure.add(Span(micros(event.time), token, told))
    erase(shop, Renaming(who, token))
    shop.erased.append(name)


def token_of(event: Any, role: str) -> str:
    """A name that looks like any other pseudonym; it follows from the erasure, not from the person."""
    parts = (event.shopid, event.source, event.id, event.data.erasure_id, str(event.receivedat), role)
    made = blake2b("\x00".join(parts).encode(), digest_size=15).digest()
    return f"p_{b32encode(made).decode().lower()}"


HEARD: dict[str, Callable[[Shop, Any], None]] = {"buyer.erased": hear_erased}
