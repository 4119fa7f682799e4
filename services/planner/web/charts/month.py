"""The month day by day: what came in, dark when met; a tick is the baseline, a dashed outline the current plan."""

from __future__ import annotations

from typing import Any

from services.planner.sheet import MonthDay
from services.planner.web.charts.theme import ACT, INK, INK3, MET, MISSED, TODAY, Chart, alt, axis, svg


def month_chart(days: tuple[MonthDay, ...], exponent: int, width: int, label: str, closed: str) -> str:
    """SVG with one place per day; `closed` is the word for a day on which the shop was shut."""
    scale, band = 10**exponent, width / max(len(days), 1)
    names = [str(day.day.day) for day in days]
    x = alt.X("day:N", sort=names, scale=alt.Scale(domain=names), axis=axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(nice=False))
    bar = {"size": band * 0.62}
    layers = [
        _chart(_today(days, scale)).mark_bar(color=TODAY, size=band * 0.95).encode(x=x, y=y),
        _chart(_actuals(days, scale))
        .mark_bar(**bar)
        .encode(x=x, y=y, color=alt.Color("colour:N", scale=None)),
        _chart(_left(days, scale))
        .mark_bar(fillOpacity=0, stroke=ACT, strokeDash=[3, 2], **bar)
        .encode(x=x, y=y),
        _chart(_baselines(days, scale)).mark_tick(color=INK, thickness=1.6, size=band * 0.9).encode(x=x, y=y),
        _chart(_by_hand(days, scale)).mark_point(color=INK, size=22, yOffset=-9).encode(x=x, y=y),
        _chart(_closed(days, closed))
        .mark_text(color=INK3, fontSize=11, dy=-8)
        .encode(x=x, y=y, text="text:N"),
    ]
    return svg(alt.layer(*layers).properties(width=width, height=110), label)


def _chart(rows: list[dict[str, Any]]) -> Chart:
    return alt.Chart(alt.Data(values=rows))


def _name(day: MonthDay) -> str:
    return str(day.day.day)


def _actuals(days: tuple[MonthDay, ...], scale: int) -> list[dict[str, Any]]:
    shown = (
        day
        for day in days
        if day.actual is not None and day.state in ("met", "missed", "running", "unplanned")
    )
    return [
        {
            "day": _name(day),
            "y": (day.actual or 0) / scale,
            "colour": MET if day.state == "met" else _light(day),
        }
        for day in shown
    ]


def _light(day: MonthDay) -> str:
    return ACT if day.state == "running" else MISSED


def _left(days: tuple[MonthDay, ...], scale: int) -> list[dict[str, Any]]:
    ahead = (day for day in days if day.state in ("left", "running") and day.target)
    return [{"day": _name(day), "y": (day.target or 0) / scale} for day in ahead]


def _baselines(days: tuple[MonthDay, ...], scale: int) -> list[dict[str, Any]]:
    return [{"day": _name(day), "y": day.baseline / scale} for day in days if day.baseline]


def _by_hand(days: tuple[MonthDay, ...], scale: int) -> list[dict[str, Any]]:
    return [{"day": _name(day), "y": (day.target or 0) / scale} for day in days if day.is_by_hand]


def _closed(days: tuple[MonthDay, ...], word: str) -> list[dict[str, Any]]:
    marks = {"closed": word, "no_data": "–"}
    return [{"day": _name(day), "y": 0, "text": marks[day.state]} for day in days if day.state in marks]


def _today(days: tuple[MonthDay, ...], scale: int) -> list[dict[str, Any]]:
    top = max((max(day.actual or 0, day.target or 0, day.baseline or 0) for day in days), default=0)
    return [{"day": _name(day), "y": top * 1.05 / scale} for day in days if day.state == "running"]
