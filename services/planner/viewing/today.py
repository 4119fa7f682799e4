"""Today against its path, hour by hour, with where the day will end (planning.md P5, P12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

import msgspec

from services.planner import curve, pace
from services.planner.pace import Pace
from services.planner.sheet import HourBar, Ratio, Today
from services.planner.split import half_up
from services.planner.store import figures
from services.planner.viewing.gathered import Gathered

LEARN_FROM, HOUR = timedelta(days=60), timedelta(hours=1)
CurveName = Literal["plain", "campaign", "learnt"]


class Path(NamedTuple):
    """The hour curve of a day and where it comes from; `hours` are the shop's hours so far, by start."""

    permil: tuple[int, ...]
    name: CurveName
    hours: Mapping[int, int]


def path(shop: Gathered) -> Path:
    """The curve of today: the campaign's own, else learnt from days of the same kind, else the usual one."""
    start, end = curve.day_bounds(shop.today, shop.zone)
    hours = figures.hours(shop.session, shop.shop_id, shop.plan_metric, start - LEARN_FROM, end)
    campaign = shop.calendar.campaign_of(shop.today)
    if campaign is not None:
        return Path(campaign.hour_permil or curve.CAMPAIGN, "campaign", hours)
    orders = figures.hours(shop.session, shop.shop_id, "orders", start - LEARN_FROM, start)
    days = _days_alike(shop)
    learnt = curve.learn(
        [_by_hour(shop, day, hours) for day in days], sum(sum(_by_hour(shop, day, orders)) for day in days)
    )
    return Path(learnt, "learnt", hours) if learnt else Path(curve.PLAIN, "plain", hours)


def judged(shop: Gathered, on: Path) -> Pace:
    """The pace of today at this moment."""
    actual = shop.running.value if shop.running else None
    return pace.judge(
        shop.target(shop.today),
        actual or 0,
        shop.today,
        shop.zone,
        on.permil,
        shop.minute,
        shop.is_closed(shop.today),
    )


def today(shop: Gathered) -> Today:
    """Everything that the page says about the running day."""
    on = path(shop)
    now = judged(shop, on)
    has_data = shop.running is not None and shop.running.value is not None
    state = now.state if now.state in ("closed", "no_plan") or has_data else "no_data"
    is_judged = state == "judged"
    bounds = _interval(shop, on, now) if is_judged else None
    told = Today(
        state=state,
        day=shop.today,
        as_of=shop.minute,
        curve=on.name,
        target=now.target or None,
        actual=now.actual if has_data else None,
        expected=int(half_up(now.expected)) if now.target else None,
        attainment=_ratio(now.attainment) if is_judged else None,
        forecast=now.forecast if is_judged else None,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        needed_per_hour=now.needed_per_hour if is_judged else None,
    )
    return msgspec.structs.replace(told, hours=tuple(_bars(shop, on, told)))


def _days_alike(shop: Gathered) -> list[date]:
    """Closed days of today's kind, oldest first; days without data are left out."""
    kind = shop.calendar.kind(shop.today)
    recent = (day for day in shop.finals if shop.today - LEARN_FROM <= day < shop.today and shop.finals[day])
    return [day for day in recent if shop.calendar.kind(day) == kind][-curve.LEARN_DAYS :]


def _by_hour(shop: Gathered, day: date, hours: Mapping[int, int]) -> list[int]:
    """24 values; a doubled hour counts together."""
    found = [0] * 24
    start, end = curve.day_bounds(day, shop.zone)
    for offset in range(int((end - start) / HOUR)):
        moment = start + HOUR * offset
        found[moment.astimezone(shop.zone).hour] += hours.get(int(moment.timestamp()), 0)
    return found


def _interval(shop: Gathered, on: Path, now: Pace) -> tuple[int, int] | None:
    """How far days alike ended from what the same hour foretold of them."""
    hour, misses = shop.minute.hour, []
    due = sum(on.permil[:hour])
    for day in _days_alike(shop):
        so_far = sum(_by_hour(shop, day, on.hours)[:hour])
        final = shop.finals[day]
        if so_far and due and final:
            misses.append(Fraction(final * due, so_far * 1000))
    return pace.interval(now.actual, now.forecast or 0, misses)


def _bars(shop: Gathered, on: Path, told: Today) -> list[HourBar]:
    due_by = curve.hours_of(shop.today, shop.zone, on.permil)
    target = told.target or 0
    ahead = _Ahead(
        told, curve.cumulative_permil(shop.today, shop.zone, on.permil, shop.minute), due_by[-1][1]
    )
    bars, before, reached = [], 0, 0
    for each, cumulative in due_by:
        path_end = int(half_up(target * cumulative / 1000))
        elapsed = min(max(shop.minute - each, timedelta()), HOUR)
        actual = _actual_of(each, elapsed, on.hours, told, reached)
        reached += actual or 0
        bars.append(
            HourBar(
                hour=each.astimezone(shop.zone).hour,
                start=each.astimezone(shop.zone),
                end=(each + HOUR).astimezone(shop.zone),
                due=path_end - before,
                actual=actual,
                actual_end=reached if actual is not None else None,
                elapsed_permil=elapsed * 1000 // HOUR,
                path_end=path_end,
                **(ahead(cumulative) if elapsed < HOUR else {}),
            )
        )
        before = path_end
    return bars


def _actual_of(
    start: datetime, elapsed: timedelta, hours: Mapping[int, int], told: Today, reached: int
) -> int | None:
    """A past hour's own figure; the running one is what today has beyond them."""
    if told.actual is None or not elapsed:
        return None
    if elapsed < HOUR:
        return max(0, told.actual - reached)
    return hours.get(int(start.timestamp()), 0)


class _Ahead(NamedTuple):
    """How the rest of the day is drawn: from the actual to the forecast and both ends of its interval."""

    told: Today
    now: Fraction
    end: Fraction

    def __call__(self, cumulative: Fraction) -> dict[str, int]:
        told = self.told
        if told.forecast is None or told.actual is None:
            return {}
        share = (cumulative - self.now) / (self.end - self.now) if self.end > self.now else Fraction(1)
        ends = {"forecast_end": told.forecast, "low_end": told.low, "high_end": told.high}
        return {
            name: int(half_up(told.actual + (value - told.actual) * share))
            for name, value in ends.items()
            if value is not None
        }


def _ratio(value: Fraction | None) -> Ratio | None:
    return None if value is None else Ratio(value.numerator, value.denominator)
