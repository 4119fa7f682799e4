"""The waterfall: from target to actual, one bar per factor, sources by size (design: missing to the left)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from services.planner.sheet import Explanation
from services.planner.web.charts.theme import GAIN, INK3, LOSS, STRONG, Chart, alt, svg

MARGIN = 0.04


class Step(NamedTuple):
    """One bar between two running totals (minor units), at a row counted from the top."""

    row: float
    start: int
    end: int


def steps(explanation: Explanation, row_of: dict[str, float]) -> list[Step]:
    """The bars in reading order; `row_of` says at which row a `source` or `source.factor` stands."""
    running, bars = explanation.target, []
    for source in explanation.sources:
        parts = [(f"{source.traffic_source}.{f.factor}", f.contribution) for f in source.factors]
        for key, amount in parts or [(source.traffic_source, source.contribution)]:
            bars.append(Step(row_of[key], running, running + amount))
            running += amount
    return bars


def reach(explanation: Explanation, bars: list[Step]) -> tuple[float, float]:
    """The lowest and the highest amount that the chart's width stands for."""
    ends = [explanation.target, explanation.actual, *(value for bar in bars for value in bar[1:])]
    margin = max(max(ends) - min(ends), 1) * MARGIN
    return min(ends) - margin, max(ends) + margin


def waterfall(
    explanation: Explanation,
    bars: list[Step],
    rows: float,
    size: tuple[int, int],
    label: str,
    *,
    linked: bool = True,
) -> str:
    """SVG of `rows` rows; `size` = width and height of a row in px. `linked` bars are joined by upright lines."""
    width, row = size
    x = alt.Scale(domain=list(reach(explanation, bars)), nice=False, zero=False)
    y = alt.Scale(domain=[0, rows], range=[0, rows * row], nice=False)
    links = [_links(bars, x, y)] if linked else []
    layers = [_levels(explanation, rows, x, y), *links, _bars(bars, x, y), _ticks(bars, x, y)]
    return svg(alt.layer(*layers).properties(width=width, height=int(rows * row)), label)


def _bars(bars: list[Step], x: Any, y: Any) -> Chart:
    data = [
        {"low": min(b.start, b.end), "high": max(b.start, b.end), "top": b.row + 0.18, "bottom": b.row + 0.82,
         "colour": GAIN if b.end > b.start else LOSS}
        for b in bars if b.start != b.end
    ]  # fmt: skip
    return alt.Chart(_values(data)).mark_rect().encode(
        x=alt.X("low:Q", scale=x, axis=None), x2="high:Q", y=alt.Y("top:Q", scale=y, axis=None), y2="bottom:Q",
        color=alt.Color("colour:N", scale=None),
    )  # fmt: skip


def _ticks(bars: list[Step], x: Any, y: Any) -> Chart:
    data = [{"x": b.start, "top": b.row + 0.25, "bottom": b.row + 0.75} for b in bars if b.start == b.end]
    return _upright(data, x, y, INK3)


def _links(bars: list[Step], x: Any, y: Any) -> Chart:
    pairs = pairwise(bars)
    data = [{"x": first.end, "top": first.row + 0.82, "bottom": then.row + 0.18} for first, then in pairs]
    return _upright(data, x, y, INK3)


def _levels(explanation: Explanation, rows: float, x: Any, y: Any) -> Chart:
    data = [{"x": value, "top": 0, "bottom": rows} for value in (explanation.target, explanation.actual)]
    return _upright(data, x, y, STRONG, dash=[2, 3])


def _upright(
    data: list[dict[str, float]], x: Any, y: Any, colour: str, dash: list[int] | None = None
) -> Chart:
    mark = alt.Chart(_values(data)).mark_rule(color=colour, strokeDash=dash or alt.Undefined)
    return mark.encode(
        x=alt.X("x:Q", scale=x, axis=None), y=alt.Y("top:Q", scale=y, axis=None), y2="bottom:Q"
    )


def _values(data: list[dict[str, float]] | list[dict[str, object]]) -> Any:
    return alt.Data(values=data)
