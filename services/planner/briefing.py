"""The morning report as data: sections with sentences in both languages and rows (planning.md P12)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from services.planner.sheet import MorningView, Words

SECTIONS: dict[str, Words] = {
    "verdict": Words("达标", "Verdict"),
    "explain": Words("原因", "Why"),
    "items": Words("主要单品", "Main items"),
    "alerts": Words("告警", "Alerts"),
}


def report_id(day: date) -> str:
    """The report about `day` comes out the morning after."""
    return f"morning-{(day + timedelta(days=1)).isoformat()}"


def morning_report(view: MorningView) -> dict[str, Any]:
    """The report about `view.day`; every figure is that of the page."""
    return {
        "report_id": report_id(view.day),
        "period": view.day.isoformat(),
        "revision": view.verdict.revision,
        "is_provisional": view.verdict.is_provisional,
        "currency": view.currency,
        "exponent": view.exponent,
        "sections": [
            _section("verdict", _said(view), [_verdict_row(view)]),
            _section("explain", _why(view), _explain_rows(view)),
            _section("items", [], [msgspec.to_builtins(line) for line in view.items]),
            _section("alerts", _alerts(view), [msgspec.to_builtins(line) for line in view.alerts]),
        ],
    }


def _section(name: str, sentences: list[Words], rows: list[Any]) -> dict[str, Any]:
    title = SECTIONS[name]
    return {
        "id": name,
        "title": title.en,
        "title_zh": title.zh,
        "sentences": [{"zh": words.zh, "en": words.en} for words in sentences],
        "rows": rows,
    }


def _said(view: MorningView) -> list[Words]:
    return [words for words in (view.verdict.headline, view.verdict.second, view.month_note) if words]


def _verdict_row(view: MorningView) -> dict[str, Any]:
    figures = view.figures
    attained = figures.attainment
    row: dict[str, Any] = msgspec.to_builtins(figures)
    return row | {
        "state": view.verdict.state,
        "plan_metric": view.plan_metric,
        "attainment": None if attained is None else round(attained.value(), 6),
        "attainment_numerator": None if attained is None else attained.numerator,
        "attainment_denominator": None if attained is None else attained.denominator,
    }


def _why(view: MorningView) -> list[Words]:
    found = view.explanation
    if found is None:
        return []
    sentences = [words for words in (view.verdict.headline, view.verdict.second) if words]
    return [*sentences, *found.same_days, *found.advice]


def _explain_rows(view: MorningView) -> list[dict[str, Any]]:
    """One row per source: the three factors, their sum, and the cost beside it; last the whole gap."""
    found = view.explanation
    if found is None:
        return []
    rows = [
        {
            "traffic_source": line.traffic_source,
            "name": msgspec.to_builtins(line.name),
            "is_paid": line.is_paid,
            "planned_gmv": line.planned_gmv,
            "gmv": line.gmv,
            **{factor.factor: factor.contribution for factor in line.factors},
            "contribution": line.contribution,
            "factors": msgspec.to_builtins(line.factors),
            "source_cost": line.cost.spend,
            "cost": msgspec.to_builtins(line.cost),
        }
        for line in found.sources
    ]
    whole = {
        "traffic_source": None,
        "target": found.target,
        "actual": found.actual,
        "contribution": found.gap,
    }
    return [*rows, whole]


def _alerts(view: MorningView) -> list[Words]:
    if not view.alerts:
        return [Words("没有未结告警", "No open alerts")]
    counted: dict[str, int] = {}
    for line in view.alerts:
        counted[line.department] = counted.get(line.department, 0) + 1
    names = {line.department: line.department_name for line in view.alerts}
    zh = "，".join(f"{names[code].zh} {number}" for code, number in counted.items())
    en = ", ".join(f"{names[code].en} {number}" for code, number in counted.items())
    return [Words(f"未结告警：{zh}。", f"Open alerts: {en}.")]
