"""The morning page's door: one call gives everything that `services.planner.web` prints."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from services.planner.sentences import Sentences
from services.planner.sheet import (
    DataNote,
    MorningView,
)  # fmt: skip
from services.planner.store import figures
from services.planner.viewing import alerts, items, month, today, verdict, why
from services.planner.viewing.gathered import Gathered


def morning(session: Session, shop_id: str, now: datetime) -> MorningView:
    """The page of `shop_id` at `now` (aware); a shop without a plan gives `verdict.state == "no_plan"`."""
    return _view(Gathered(session, shop_id, now))


def morning_of(session: Session, shop_id: str, now: datetime, day: date) -> MorningView:
    """The same for any closed `day`."""
    return _view(Gathered(session, shop_id, now, day))


def _view(shop: Gathered) -> MorningView:
    say = Sentences(shop.names, shop.exponent, shop.today)
    return MorningView(
        shop_id=shop.shop_id,
        currency=shop.profile.currency,
        exponent=shop.profile.exponent,
        timezone=shop.profile.timezone,
        plan_metric=shop.plan_metric,
        now=shop.now,
        day=shop.day,
        month=shop.today.isoformat()[:7],
        verdict=verdict.verdict(shop, say),
        figures=verdict.key_figures(shop),
        explanation=why.explanation(shop, say),
        today=today.today(shop),
        month_days=month.month_days(shop),
        month_note=month.month_note(shop, say),
        tree=month.tree(shop),
        items=items.items(shop),
        alerts=alerts.alerts(shop),
        days_left=month.days_left(shop),
        data_note=_data_note(shop),
        shares=month.shares(shop),
    )


def _data_note(shop: Gathered) -> DataNote:
    """How fresh the figures are: the newest hour of sales."""
    newest = figures.newest_hour(shop.session, shop.shop_id)
    return DataNote(newest_at=newest.astimezone(shop.zone) if newest else None)
