"""All charts of one `MorningView`, each for a desktop and a phone width; the places of rows are the templates'."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from services.planner import figures
from services.planner.sheet import Explanation, MonthDay, MorningView, Today
from services.planner.web.charts.month import month_chart
from services.planner.web.charts.today import today_chart
from services.planner.web.charts.waterfall import reach, steps, waterfall
from services.planner.web.wording import label, said

DESK_WIDTH, PHONE_WIDTH, FALL_WIDTH = 800, 358, 236
DESK_ROW, PHONE_ROW = 30, 24
KEPT = 64  # drawings; an equal part of a view is drawn once


class Drawing(msgspec.Struct, frozen=True):
    """One chart as inline SVG for both widths."""

    desk: str = ""
    phone: str = ""


class Fall(msgspec.Struct, frozen=True):
    """The waterfall, with the places of target and actual in percent of its width."""

    desk: str = ""
    phone: str = ""
    target_at: float = 0.0
    actual_at: float = 0.0


class Charts(msgspec.Struct, frozen=True):
    """Everything that is drawn on the page."""

    fall: Fall
    today: Drawing
    month: Drawing


def draw(view: MorningView, language: str) -> Charts:
    """The three charts of a view; only what the charts show is used, so an equal view draws equally."""
    return Charts(
        fall=draw_fall(view.explanation, view.exponent, language) if view.explanation else Fall(),
        today=_today(view.today, view.exponent, language),
        month=_month(view.month_days, _month_words(view, language), view.exponent, language),
    )


@lru_cache(KEPT)
def draw_fall(explanation: Explanation, exponent: int, language: str) -> Fall:
    """The waterfall with rows where the templates put them."""
    said_of = f"{label('why', language)}: {figures.money(explanation.gap, exponent, signed=True)}"
    desk_rows, desk_total = _desk_rows(explanation)
    phone_rows, phone_total = _phone_rows(explanation)
    desk, phone = steps(explanation, desk_rows), steps(explanation, phone_rows)
    low, high = reach(explanation, desk)
    small = waterfall(explanation, phone, phone_total, (PHONE_WIDTH, PHONE_ROW), said_of, linked=False)
    return Fall(
        desk=waterfall(explanation, desk, desk_total, (FALL_WIDTH, DESK_ROW), said_of),
        phone=small.replace("<svg", '<svg preserveAspectRatio="none"', 1),
        target_at=round(100 * (explanation.target - low) / (high - low), 2),
        actual_at=round(100 * (explanation.actual - low) / (high - low), 2),
    )


def _desk_rows(explanation: Explanation) -> tuple[dict[str, float], float]:
    """Row 0 holds the target; a source without factors has its bar in its own row."""
    rows, row = {}, 1
    for source in explanation.sources:
        rows[source.traffic_source] = float(row)
        for place, factor in enumerate(source.factors, row + 1):
            rows[f"{source.traffic_source}.{factor.factor}"] = float(place)
        row += 1 + len(source.factors)
    return rows, float(row + 1)


def _phone_rows(explanation: Explanation) -> tuple[dict[str, float], float]:
    """Rows in half factor rows (24 px): the bar lies in the lower half of its factor's row."""
    rows, at = {}, 36.0
    for source in explanation.sources:
        rows[source.traffic_source] = at / 24 + 0.25
        at += 36
        for factor in source.factors:
            rows[f"{source.traffic_source}.{factor.factor}"] = (at + 24) / 24
            at += 48
        at += 40 if source.factors else 0
    return rows, (at + 36) / 24


@lru_cache(KEPT)
def _today(today: Today, exponent: int, language: str) -> Drawing:
    if not today.hours:
        return Drawing()
    actual = figures.money(today.actual, exponent)
    said_of = f"{label('today', language)}: {label('actual_s', language)} {actual}"
    return Drawing(
        today_chart(today, exponent, DESK_WIDTH - 40, said_of),
        today_chart(today, exponent, PHONE_WIDTH - 34, said_of),
    )


def _month_words(view: MorningView, language: str) -> str:
    note = f": {said(view.month_note, language)}" if view.month_note else ""
    return f"{figures.month_name(view.month, language)} {label('day_by_day', language)}{note}"


@lru_cache(KEPT)
def _month(days: tuple[MonthDay, ...], said_of: str, exponent: int, language: str) -> Drawing:
    if not days:
        return Drawing()
    shut = "休" if language == "zh" else "off"
    desk, phone = (month_chart(days, exponent, width, said_of, shut) for width in (DESK_WIDTH, PHONE_WIDTH))
    return Drawing(desk, phone)
