"""Puts plan and actual of a day's sources side by side and explains the difference, with cost (planning.md P7, P8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from services.planner import shares, usual
from services.planner.diagnosis import Diagnosis, Side, diagnose, side
from services.planner.usual import DayOfSource, Level, SourceDays


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A day explained: the `diagnosis`, what was usual of each source, and the day's own figures."""

    diagnosis: Diagnosis
    usual: Mapping[str, Level]
    came: Mapping[str, DayOfSource]


def explain(
    day: date,
    target: int,
    actual: int,
    days: SourceDays,
    final_days: Sequence[date],
    weights: Mapping[str, int],
) -> Explained:
    """Why `day` ended at `actual`; under 7 earlier final days the whole gap is unattributed."""
    within = usual.window(final_days, day)
    before = {source: {each: known[each] for each in known if each < day} for source, known in days.items()}
    levels = {source: usual.level(known, within) for source, known in before.items()}
    came = {source: known[day] for source, known in days.items() if day in known}
    plan, sides = _sides(target, before, within, weights, came) if within else ({}, {})
    return Explained(diagnosis=diagnose(target, actual, plan, sides), usual=levels, came=came)


def _sides(
    target: int,
    before: SourceDays,
    within: Sequence[date],
    weights: Mapping[str, int],
    came: Mapping[str, DayOfSource],
) -> tuple[dict[str, Side], dict[str, Side]]:
    parts = shares.sources(target, weights, sold(before, within))
    plan = usual.plan(parts, before, within)
    return plan, {source: side(each.visitors, each.buyers, each.gmv) for source, each in came.items()}


def sold(days: SourceDays, within: Sequence[date]) -> dict[str, int]:
    """GMV per source over `within`."""
    return {source: usual.level(known, within).gmv for source, known in days.items()}
