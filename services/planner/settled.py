"""What the shop has settled, as the judgement needs it: targets, calendar, shares, roles, options (events.md E10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction

import msgspec

from services.contracts.envelope import Envelope
from services.contracts.events.organisation import OrgRoleSet
from services.contracts.events.plans import (
    PlanCalendarSet,
    PlanCampaignSet,
    PlanDaySet,
    PlanMonthSet,
    PlanQuarterSet,
    PlanShareSet,
    PlanYearSet,
    ShopConfigured,
    ShopConfiguredData,
)
from services.planner.calendar import Calendar, YearCalendar
from services.planner.campaigns import Campaign
from services.planner.replan import UPLIFT_CAP
from services.planner.shares import Role, Weights

PlanSet = PlanYearSet | PlanQuarterSet | PlanMonthSet | PlanDaySet
PLANS = (PlanYearSet, PlanQuarterSet, PlanMonthSet, PlanDaySet)
KNOWN = (*PLANS, PlanCalendarSet, PlanCampaignSet, PlanShareSet, OrgRoleSet, ShopConfigured)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in force; `targets` and `budgets` by plan metric and period, `shop` newest first."""

    targets: Mapping[str, Mapping[str, int]]
    budgets: Mapping[str, int]
    years: Mapping[int, YearCalendar]
    campaigns: tuple[Campaign, ...]
    weights: Weights
    roles: tuple[Role, ...]
    shop: tuple[ShopConfiguredData, ...]

    def calendar(self, years: range) -> Calendar:
        """The shop's days; `years` says for which the usual campaigns apply."""
        return Calendar(self.years, self.campaigns, years)

    def at(self, moment: datetime) -> ShopConfiguredData | None:
        """The shop's configuration in force at `moment`."""
        return next((each for each in self.shop if each.effective_from <= moment), None)

    def is_closed(self, moment: datetime) -> bool:
        """The shop does no business."""
        configured = self.at(moment)
        return bool(configured and configured.is_closed)

    def option(self, name: str, moment: datetime) -> float | None:
        """A product default that the shop has changed."""
        configured = self.at(moment)
        value = (configured.options or {}).get(name) if configured else None
        return value if isinstance(value, int | float) else None

    def uplift_cap(self, moment: datetime) -> Fraction:
        """How far above its baseline a re-planned day may go."""
        value = self.option("uplift_cap", moment)
        return UPLIFT_CAP if value is None else Fraction(str(value))

    def carries_over_year(self, moment: datetime) -> bool:
        """Whether a closed quarter's miss goes to the next."""
        return bool(self.option("carry_over_year", moment))

    def margin(self, moment: datetime) -> Fraction | None:
        """The shop's gross margin, exact as written."""
        configured = self.at(moment)
        if configured is None or not configured.gross_margin:
            return None
        return Fraction(str(configured.gross_margin))

    def main_items(self, moment: datetime) -> tuple[str, ...]:
        """Items that the shop has declared."""
        configured = self.at(moment)
        return tuple(configured.main_item_ids or ()) if configured else ()


def settle(events: Iterable[Envelope], now: datetime) -> Settled:
    """What counts among all statements (one per key and moment): the latest moment of each key.

    Roles and shares begin at their moment; plans and calendars speak of days to come and count at once.
    """
    all_events = list(events)
    plans = [event for event in all_events if isinstance(event, PLANS)]
    begun = [
        event
        for event in all_events
        if isinstance(event, PlanShareSet | OrgRoleSet) and _has_begun(event, now)
    ]
    shares = _latest(event for event in begun if isinstance(event, PlanShareSet))
    roles = _latest(event for event in begun if isinstance(event, OrgRoleSet))
    calendars = _latest(event for event in all_events if isinstance(event, PlanCalendarSet))
    campaigns = _latest(event for event in all_events if isinstance(event, PlanCampaignSet))
    shop = [event.data for event in all_events if isinstance(event, ShopConfigured)]
    return Settled(
        targets=_targets(_latest(plans)),
        budgets=_budgets(_latest(plans)),
        years={
            each.data.year: YearCalendar(frozenset(each.data.off_days), frozenset(each.data.work_days))
            for each in calendars
            if isinstance(each, PlanCalendarSet)
        },
        campaigns=tuple(_campaign(each) for each in campaigns if isinstance(each, PlanCampaignSet)),
        weights=_weights(each for each in shares if isinstance(each, PlanShareSet)),
        roles=tuple(_roles(each for each in roles if isinstance(each, OrgRoleSet))),
        shop=tuple(sorted(shop, key=lambda each: each.effective_from, reverse=True)),
    )


def period_of(event: PlanSet) -> str:
    """The period whose target the event sets."""
    if isinstance(event, PlanYearSet):
        return f"{event.data.year:04d}"
    if isinstance(event, PlanQuarterSet):
        return f"{event.data.year:04d}-Q{event.data.quarter}"
    return event.data.month if isinstance(event, PlanMonthSet) else event.data.day.isoformat()


def _latest(events: Iterable[Envelope]) -> list[Envelope]:
    newest: dict[tuple[object, ...], Envelope] = {}
    for event in events:
        data = event.data  # type: ignore[attr-defined]  # every event has data
        key = (type(event), *(getattr(data, name) for name in event.KEY))
        known = newest.get(key)
        if known is None or known.data.effective_from <= data.effective_from:  # type: ignore[attr-defined]
            newest[key] = event
    return list(newest.values())


def _has_begun(event: PlanShareSet | OrgRoleSet, now: datetime) -> bool:
    return event.data.effective_from <= now


def _targets(plans: Iterable[Envelope]) -> dict[str, dict[str, int]]:
    targets: dict[str, dict[str, int]] = {}
    for event in plans:
        if isinstance(event, PLANS):
            targets.setdefault(event.data.plan_metric, {})[period_of(event)] = event.data.target
    return targets


def _budgets(plans: Iterable[Envelope]) -> dict[str, int]:
    return {
        period_of(event): event.data.budget_minor
        for event in plans
        if isinstance(event, PlanYearSet | PlanQuarterSet | PlanMonthSet)
        and event.data.budget_minor is not None
    }


def _campaign(event: PlanCampaignSet) -> Campaign:
    data = event.data
    factors = {each.day: Fraction(str(each.factor)) for each in data.factors}
    return Campaign(
        data.campaign_id, data.name, factors, tuple(data.hour_permil) if data.hour_permil else None
    )


def _weights(events: Iterable[PlanShareSet]) -> Weights:
    flat: dict[str, dict[str, int]] = {}
    persons: dict[str, dict[str, int]] = {}
    for event in events:
        weights = {each.key: each.weight for each in event.data.weights}
        if event.data.dimension == "person":
            persons[event.data.department or ""] = weights
        else:
            flat[event.data.dimension] = weights
    return Weights(
        departments=flat.get("department", {}),
        sources=flat.get("traffic_source", {}),
        items=flat.get("item", {}),
        persons=persons,
    )


def _roles(events: Iterable[OrgRoleSet]) -> Iterator[Role]:
    for event in sorted(events, key=lambda each: each.data.role_id):
        if event.data.active:
            yield Role(event.data.role_id, event.data.department, event.data.person_id)
