"""A setting comes in: it is kept, and what it changes is split again or marked for a new plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from services.contracts.envelope import Envelope
from services.contracts.events.plans import PlanCalendarSet, PlanCampaignSet, PlanShareSet, ShopConfigured
from services.planner import learning, periods
from services.planner.calendar import Calendar, Factors, factors_of, weight
from services.planner.settled import KNOWN, PLANS, PlanSet, settle
from services.planner.store import figures, pending, plans, settings, shops
from services.planner.store.tables import ShopProfile
from services.planner.tree import Resplit, WeightOf, resplit

Splitting = PlanSet | PlanCalendarSet | PlanCampaignSet
SPLITTING = (*PLANS, PlanCalendarSet, PlanCampaignSet)
MOMENT = timedelta(microseconds=1)
FACTOR_NAMES = ("month", "weekday", "holiday", "campaign")


def take_setting(session: Session, event: Envelope, now: datetime) -> None:
    """Keeps the statement if it counts; plans and calendars re-split what has not begun."""
    if not isinstance(event, KNOWN) or not settings.keep(session, event):
        return
    if isinstance(event, ShopConfigured):
        _configure(session, event)
    if isinstance(event, SPLITTING):
        split_again(session, event, now)
    pending.ask_plan(session, event.shopid, _cause(event), now)


def split_again(session: Session, event: Splitting, now: datetime) -> None:
    """New baselines for every plan of the shop; days that had begun when the statement took effect keep theirs.

    A plan restated with an earlier `effective_from` changes the past (events.md E2): its days are frozen anew. A
    calendar or campaign leaves every frozen day alone.
    """
    shop_id, profile = event.shopid, shops.profile(session, event.shopid)
    if profile is None:
        return
    settled = settle(settings.all_of(session, shop_id), now)
    moment = min(event.receivedat or now, event.data.effective_from).astimezone(ZoneInfo(profile.timezone))
    today, first_open = moment.date(), (moment + timedelta(days=1) - MOMENT).date()
    for plan_metric, targets in settled.targets.items():
        if not isinstance(event, PLANS):
            first_open = max(first_open, plans.first_not_frozen(session, shop_id, plan_metric))
        plans.thaw(session, shop_id, plan_metric, first_open)
        calendar = settled.calendar(_span(targets))
        factors = _learn(session, shop_id, plan_metric, calendar, today, targets)
        change = Resplit(today, first_open, targets, _weigher(calendar, factors))
        tree = resplit(plans.branches(session, shop_id, plan_metric), change)
        weighed = {period: _weighed(period, calendar, factors) for period in tree if len(period) == 10}
        plans.write_branches(session, shop_id, plan_metric, tree, weighed)


def _learn(
    session: Session,
    shop_id: str,
    plan_metric: str,
    calendar: Calendar,
    before: date,
    targets: Mapping[str, int],
) -> Factors:
    sold = figures.finals(session, shop_id, plan_metric, before - timedelta(days=learning.HOLIDAY_SPAN))
    known = {day: value for day, value in sold.items() if value is not None}
    years = {int(period[:4]) for period in targets}
    planned = [day for year in years for day in periods.days_of(str(year)) if calendar.campaign_of(day)]
    return learning.learn(known, calendar, before, planned)


def _weigher(calendar: Calendar, factors: Factors) -> WeightOf:
    return lambda day: weight(day, calendar, factors)


def _weighed(day: str, calendar: Calendar, factors: Factors) -> str:
    found = factors_of(date.fromisoformat(day), calendar, factors)
    return " ".join(str(found[name]) for name in FACTOR_NAMES)


def _span(targets: Mapping[str, int]) -> range:
    years = [int(period[:4]) for period in targets]
    return range(min(years) - 1, max(years) + 2)


def _configure(session: Session, event: ShopConfigured) -> None:
    data, known = event.data, shops.profile(session, event.shopid)
    exponent = data.money_exponent
    if exponent is None:
        exponent = known.exponent if known else 2
    session.merge(
        ShopProfile(shop_id=event.shopid, currency=data.currency, exponent=exponent, timezone=data.timezone)
    )
    session.flush()


def _cause(event: Envelope) -> str:
    if isinstance(event, PlanShareSet):
        return "share_changed"
    return "calendar_changed" if isinstance(event, PlanCalendarSet | PlanCampaignSet) else "plan_set"
