"""The product defaults (P) that a shop has changed with `options` of `shop.configured` (events.md E10)."""

from datetime import datetime, timedelta

from sqlmodel import Session

from services.alerts.lifecycle.evidence import OLD_NEWS
from services.alerts.store.settings import in_force
from services.contracts.events.plans import ShopConfiguredData


def option(data: ShopConfiguredData | None, name: str, default: float) -> float:
    """A figure as the shop's settings have it."""
    value = (data.options or {}).get(name) if data is not None else None
    return value if isinstance(value, int | float) else default


def old_news(session: Session, shop_id: str, at: datetime) -> timedelta:
    """After how long news of a moment is old."""
    found = in_force(session, shop_id, "shop.configured", ShopConfiguredData, at)
    seconds = option(found[0] if found else None, "old_news_seconds", OLD_NEWS.total_seconds())
    return timedelta(seconds=seconds)
