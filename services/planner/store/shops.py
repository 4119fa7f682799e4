"""The shops that the planner knows: money, zone and the names of their items."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from services.planner.store.tables import ItemName, ShopProfile


def profile(session: Session, shop_id: str) -> ShopProfile | None:
    """Money and zone; None for a shop that was never heard of."""
    return session.get(ShopProfile, shop_id)


def add(session: Session, shop_id: str, currency: str, exponent: int, timezone: str) -> None:
    """Remembers a shop; money and zone are fixed with its first event."""
    if profile(session, shop_id) is None:
        session.add(ShopProfile(shop_id=shop_id, currency=currency, exponent=exponent, timezone=timezone))
        session.flush()


def all_ids(session: Session) -> list[str]:
    """Every known shop."""
    return sorted(session.exec(select(ShopProfile.shop_id)))


def name_item(session: Session, shop_id: str, item_id: str, title: str, listed_at: datetime) -> None:
    """The latest listing names the item."""
    known = session.get(ItemName, (shop_id, item_id))
    if known is None or known.listed_at.replace(tzinfo=None) <= listed_at.replace(tzinfo=None):
        session.merge(ItemName(shop_id=shop_id, item_id=item_id, title=title, listed_at=listed_at))
        session.flush()


def item_names(session: Session, shop_id: str, item_ids: list[str]) -> dict[str, str]:
    """Titles by item id, where known."""
    query = select(ItemName).where(ItemName.shop_id == shop_id, col(ItemName.item_id).in_(item_ids))
    return {row.item_id: row.title for row in session.exec(query)}
