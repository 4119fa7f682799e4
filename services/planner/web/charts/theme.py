"""Colours and type of every chart (the same tokens as the style sheet), and the way from a chart to SVG."""

from __future__ import annotations

import re
from typing import Any

import altair
import vl_convert

INK, INK2, INK3 = "#171C24", "#465060", "#667080"
LINE, STRONG = "#E6E9ED", "#CBD2DA"
ACT, LOSS, GAIN = "#1F4E8C", "#CF4B40", "#2E9C8B"
MET, MISSED, TODAY = "#3B5A80", "#7E92AA", "#E9F1FA"
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, system-ui, sans-serif"

alt: Any = altair  # its own annotations are too narrow for charts built from lists of layers
Chart = Any


def svg(chart: Chart, label: str) -> str:
    """The chart as inline SVG with `label` as its accessible name; no script, no outside reference."""
    configured = chart.configure(
        font=FONT, background="transparent", padding=0, view=alt.ViewConfig(stroke=None)
    )
    text: str = vl_convert.vegalite_to_svg(configured.to_dict(), allowed_base_urls=[])
    opening = f'<svg role="img" aria-label="{_attribute(label)}"'
    return re.sub(r"<svg", opening, text, count=1)


def axis(**settings: Any) -> Any:
    """A quiet axis: grey labels, hairline grid, no domain."""
    quiet = {
        "labelColor": INK3,
        "labelFontSize": 11,
        "gridColor": LINE,
        "domain": False,
        "ticks": False,
        "title": None,
    }
    return alt.Axis(**{**quiet, **settings})


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
