"""Facts and settings: promos, prices, costs, roles; each wakes the checks that depend on it."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import or_
from sqlmodel import Session, select

from services.alerts.hearing.wakes import Wake
from services.alerts.judging.look import Look
from services.alerts.scopes import whole
from services.alerts.store import settings
from services.alerts.store.options import old_news
from services.alerts.store.shop_tables import PriceRow, PromoRow
from services.alerts.store.tables import Incident
from services.alerts.store.upsert import upsert
from services.contracts.events.items import ItemCostSet, ItemListed, PriceChanged
from services.contracts.events.promotions import PromoChanged, PromoPublished, PromoTerms, PromoWithdrawn
from services.contracts.moments import micros

PROMO_JUDGES = ("preflight", "below_floor", "loss_growing")
_encode = msgspec.json.Encoder().encode


def hear(session: Session, event: Any, look: Look) -> Iterator[Wake]:
    """Takes one event in; only those named here concern the read model."""
    match event:
        case PromoPublished() | PromoChanged():
            define(session, event)
            yield from promo_wakes(session, event.shopid, event.data.promo_id)
        case PromoWithdrawn():
            withdraw(session, event)
            yield from promo_wakes(session, event.shopid, event.data.promo_id)
        case ItemListed() | PriceChanged():
            _price(session, event)
            yield from _checks_of(event, look)
        case ItemCostSet():
            settings.remember(session, event)
            yield from _checks_of(event, look)
        case _ if event.CLASS == "S":
            settings.remember(session, event)


def define(session: Session, event: Any) -> None:
    """The latest definition by (time, id) counts."""
    data = event.data
    terms = PromoTerms(**{name: getattr(data, name) for name in PromoTerms.__struct_fields__})
    late = event.receivedat is not None and event.receivedat - event.time > old_news(
        session, event.shopid, event.time
    )
    values = {
        "shop_id": event.shopid,
        "promo_id": data.promo_id,
        "told_us": micros(event.time),
        "told_id": event.id,
        "is_old": event.history or late,
        "body": _encode(terms).decode(),
    }
    upsert(session, PromoRow, values, when=_is_later)


def withdraw(session: Session, event: PromoWithdrawn) -> None:
    """The earliest withdrawal counts; it may be heard before the definition."""
    row = session.get(PromoRow, (event.shopid, event.data.promo_id), populate_existing=True)
    row = row or PromoRow(shop_id=event.shopid, promo_id=event.data.promo_id)
    row.withdrawn_us = min(micros(event.time), row.withdrawn_us or micros(event.time))
    session.add(row)
    session.flush()


def promo_wakes(session: Session, shop_id: str, promo_id: str) -> Iterator[Wake]:
    """All that a promo's definition or end decides, open incidents of its buyers included."""
    scope = whole(shop_id, {"promo_id": promo_id})
    for judge in PROMO_JUDGES:
        yield Wake(scope, judge=judge)
    query = select(Incident.scope_key).where(
        Incident.shop_id == shop_id, Incident.rule_id == "buyer_limit_exceeded", Incident.is_open
    )
    for text in session.exec(query).all():
        buyer = msgspec.json.decode(text)
        if buyer.get("promo_id") == promo_id:
            yield Wake(whole(shop_id, buyer), judge="buyer_limit")


def _price(session: Session, event: ItemListed | PriceChanged) -> None:
    values = {
        "shop_id": event.shopid,
        "item_id": event.data.item_id,
        "at_us": micros(event.time),
        "event_id": event.id,
        "price_minor": event.data.price_minor,
    }
    upsert(session, PriceRow, values)


def _checks_of(event: Any, look: Look) -> Iterator[Wake]:
    """A price or a cost is part of the check of every promo of its item that is not over."""
    if event.history:
        return
    for promo in look.promos():
        if promo.covers(event.data.item_id) and not promo.is_over(event.time):
            yield Wake(whole(event.shopid, {"promo_id": promo.promo_id}), judge="preflight")


def _is_later(old: Any, new: Any) -> Any:
    is_later = or_(old.told_us < new.told_us, (old.told_us == new.told_us) & (old.told_id < new.told_id))
    return or_(old.body == "", is_later)
