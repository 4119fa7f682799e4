"""What a judgement says: the evidence for the lifecycle, and what a person is shown."""

from datetime import datetime
from fractions import Fraction

import msgspec

from services.alerts.judging.look import Look, Profile, Row, Scope
from services.alerts.lifecycle import Alert, Ended, Judged
from services.alerts.lifecycle.evidence import Verdict
from services.alerts.rules import compare, durations
from services.alerts.rules.pack import Rule
from services.contracts.events.structures import Evidence, Window
from services.contracts.vocabulary import Route, Severity


class Case(msgspec.Struct, frozen=True):
    """One rule to be judged for one scope; `row` is what woke it, None when only time has passed.

    `known` is the open incident of that scope, if there is one.
    """

    rule: Rule
    scope: Scope
    look: Look
    now: datetime
    row: Row | None = None
    known: Alert | None = None


class Says(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the alert says besides its state (R2)."""

    metric: str | None = None
    value: int | float | None = None
    threshold: int | float | None = None
    clear_threshold: int | float | None = None
    unit: str | None = None
    window: Window | None = None
    evidence: list[Evidence] = []
    recommendation_blocked: bool | None = None
    also_to: str | None = None  # a person to be told besides the owner


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`recheck_at` is when the same case should be judged again though nothing new is heard.

    `joins` names the alert that speaks for this one: its figures go to that alert's evidence.
    """

    evidence: Judged | Ended | None
    says: Says = Says()
    recheck_at: datetime | None = None
    joins: str | None = None


def judged(
    case: Case,
    verdict: Verdict,
    *,
    value: Fraction | None = None,
    severity: Severity | None = None,
    row: Row | None = None,
    distance: float | None = None,
    deadline: datetime | None = None,
    is_old: bool | None = None,
    slot: str = "",
    is_final: bool = False,
) -> Judged:
    """Evidence from a verdict, with the rule's own terms, severity, route and deadline.

    `is_final` marks the verdict on a closed window, which stands until the window is restated; without it the
    same row may be judged again as time goes on.
    """
    rule, row = case.rule, row or case.row
    profile = case.look.profile(case.now)
    graver = severity or rule.severity
    route = rule.route if graver == rule.severity and rule.route else ROUTES[graver]
    return Judged(
        verdict=verdict,
        severity=graver,
        route=route,
        terms=compare.terms(rule),
        deadline=deadline or durations.deadline(rule.deadline, case.now, profile.zone),
        value=compare.number(value),
        distance=compare.distance(value, rule.fires) if distance is None else distance,
        window_start=row.start if row else None,
        window_end=row.end if row else None,
        revision=row.revision if row else 1,
        is_final=is_final,
        is_old=is_old_news(row, route == "page", case.now, profile) if is_old is None else is_old,
        slot=slot,
        old_news=profile.old_news,
    )


def spoken_for(case: Case) -> Finding | None:
    """The subject turns out to belong to a promo, whose own incident speaks: one opened before that was known ends."""
    return Finding(evidence=Ended("data_revised")) if case.known is not None else None


ROUTES: dict[Severity, Route] = {"critical": "page", "warning": "notice", "info": "digest"}


def is_old_news(row: Row | None, pages: bool, now: datetime, profile: Profile) -> bool:
    """History, what was said long ago, and for a page a window that ended as long ago (E2, by default an hour)."""
    if row is None:
        return False
    since = now - profile.old_news
    return row.is_history or row.said_at < since or (pages and row.end < since)


def says(case: Case, value: Fraction | None, evidence: list[Evidence], row: Row | None = None) -> Says:
    """What is shown of a figure that is compared with the rule's own bounds."""
    rule, row = case.rule, row or case.row
    return Says(
        metric=rule.metric,
        value=compare.number(value),
        threshold=compare.number(rule.fires.exact) if rule.fires else None,
        clear_threshold=compare.number(rule.clears.exact) if rule.clears else None,
        unit=(rule.fires.unit if rule.fires and rule.fires.unit else None) or (row.unit if row else None),
        window=window_of(row) if row else None,
        evidence=evidence,
    )


def window_of(row: Row) -> Window:
    kind = "rolling" if row.kind[0] == "r" and row.kind[1:2].isdigit() else row.kind
    return Window(kind=kind, start=row.start, end=row.end)  # type: ignore[arg-type]  # the row came with it
