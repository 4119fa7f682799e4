"""Today over 24 hours: actual, path, forecast with its interval, and one bar per hour against what was due."""

from __future__ import annotations

from typing import Any

from services.planner.sheet import HourBar, Today
from services.planner.web.charts.theme import ACT, INK, INK2, INK3, STRONG, Chart, alt, axis, svg

NEVER: list[dict[str, Any]] = []


def today_chart(today: Today, exponent: int, width: int, label: str) -> str:
    """SVG of the running day; cumulative above, hours below on the same axis."""
    scale = 10**exponent
    hours = alt.Scale(domain=[0, 24], nice=False)
    above = alt.layer(*_lines(today, scale, hours)).properties(width=width, height=190)
    below = alt.layer(*_hourly(today, scale, hours)).properties(width=width, height=56)
    return svg(alt.vconcat(above, below, spacing=10), label)


def _lines(today: Today, scale: int, hours: Any) -> list[Chart]:
    x = alt.X("x:Q", scale=hours, axis=axis(values=list(range(0, 25, 3)), labels=False, grid=False))
    y = alt.Y("y:Q", axis=axis(tickCount=4, format=",.0f"))
    band = _chart(_band(today, scale)).mark_area(color=ACT, opacity=0.12).encode(x=x, y=y, y2="y2:Q")
    path = (
        _chart(_path(today, scale)).mark_line(color=INK3, strokeDash=[5, 4], strokeWidth=1.2).encode(x=x, y=y)
    )
    ahead = (
        _chart(_ahead(today, scale)).mark_line(color=ACT, strokeDash=[2, 2], strokeWidth=1.4).encode(x=x, y=y)
    )
    actual = _chart(_actual(today, scale)).mark_line(color=ACT, strokeWidth=2).encode(x=x, y=y)
    head = _chart(_actual(today, scale)[-1:]).mark_point(color=ACT, fill="white", size=55, strokeWidth=2)
    now = _chart([{"x": _now(today)}]).mark_rule(color=INK).encode(x=alt.X("x:Q", scale=hours))
    return [band, path, ahead, now, actual, head.encode(x=x, y=y), *_named(today, scale, x, y)]


def _named(today: Today, scale: int, x: Any, y: Any) -> list[Chart]:
    """The ends of the lines and the present moment, labelled where they are."""
    last = today.hours[-1]
    clock = [{"x": _now(today), "y": _top(today) / scale, "text": today.as_of.strftime("%H:%M")}]
    ends = [{"x": 24, "y": last.path_end / scale, "text": f"{last.path_end / scale:,.0f}"}]
    if last.forecast_end is not None:
        ends.append({"x": 24, "y": last.forecast_end / scale, "text": f"{last.forecast_end / scale:,.0f}"})
    text = alt.Text("text:N")
    return [
        _chart(clock).mark_text(color=INK, fontSize=12, fontWeight=600, dy=-8).encode(x=x, y=y, text=text),
        _chart(ends[:1]).mark_text(color=INK2, fontSize=11, align="right", dy=-8).encode(x=x, y=y, text=text),
        _chart(ends[1:])
        .mark_text(color=ACT, fontSize=11, fontWeight=600, align="right", dy=14)
        .encode(x=x, y=y, text=text),
    ]


def _top(today: Today) -> int:
    return max(max(bar.path_end, bar.high_end or 0, bar.actual_end or 0) for bar in today.hours)


def _hourly(today: Today, scale: int, hours: Any) -> list[Chart]:
    x = alt.X("x:Q", scale=hours, axis=axis(values=list(range(0, 25, 3)), format="02d", grid=False))
    y = alt.Y("y:Q", axis=None)
    done, left = _bars(today, scale), _due(today, scale)
    bars = _chart(done).mark_rect(color=ACT).encode(x=x, x2="x2:Q", y=y, y2=alt.datum(0))
    open_bars = _chart([bar for bar in left if bar["open"]]).mark_rect(fillOpacity=0, stroke=STRONG)
    ticks = _chart([bar for bar in left if not bar["open"]]).mark_rule(color=INK2).encode(x=x, x2="x2:Q", y=y)
    now = _chart([{"x": _now(today)}]).mark_rule(color=INK).encode(x=alt.X("x:Q", scale=hours))
    return [open_bars.encode(x=x, x2="x2:Q", y=y, y2=alt.datum(0)), bars, ticks, now]


def _chart(rows: list[dict[str, Any]]) -> Chart:
    return alt.Chart(alt.Data(values=rows))


def _now(today: Today) -> float:
    running = next((bar for bar in today.hours if bar.elapsed_permil < 1000), None)
    return 24.0 if running is None else running.hour + running.elapsed_permil / 1000


def _path(today: Today, scale: int) -> list[dict[str, Any]]:
    return [{"x": 0, "y": 0}, *({"x": bar.hour + 1, "y": bar.path_end / scale} for bar in today.hours)]


def _actual(today: Today, scale: int) -> list[dict[str, Any]]:
    known = [bar for bar in today.hours if bar.actual_end is not None]
    ends = ({"x": _end(bar), "y": (bar.actual_end or 0) / scale} for bar in known)
    return [{"x": 0, "y": 0}, *ends]


def _end(bar: HourBar) -> float:
    return bar.hour + bar.elapsed_permil / 1000


def _ahead(today: Today, scale: int) -> list[dict[str, Any]]:
    ends = [bar for bar in today.hours if bar.forecast_end is not None and bar.elapsed_permil < 1000]
    points = [{"x": bar.hour + 1, "y": (bar.forecast_end or 0) / scale} for bar in ends]
    return [*_actual(today, scale)[-1:], *points] if points else NEVER


def _band(today: Today, scale: int) -> list[dict[str, Any]]:
    ends = [bar for bar in today.hours if bar.low_end is not None and bar.high_end is not None]
    points = [
        {"x": bar.hour + 1, "y": (bar.low_end or 0) / scale, "y2": (bar.high_end or 0) / scale}
        for bar in ends
    ]
    start = [{**point, "y2": point["y"]} for point in _actual(today, scale)[-1:]]
    return start + points if points else NEVER


def _bars(today: Today, scale: int) -> list[dict[str, Any]]:
    known = (bar for bar in today.hours if bar.actual is not None and bar.elapsed_permil > 0)
    return [
        {"x": bar.hour + 0.14, "x2": max(_end(bar) - 0.14, bar.hour + 0.2),
         "y": (bar.actual or 0) * 1000 / bar.elapsed_permil / scale}
        for bar in known
    ]  # fmt: skip


def _due(today: Today, scale: int) -> list[dict[str, Any]]:
    return [
        {"x": bar.hour + 0.06, "x2": bar.hour + 0.94, "y": bar.due / scale, "open": bar.elapsed_permil == 0}
        for bar in today.hours
    ]
