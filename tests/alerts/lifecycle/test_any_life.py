"""Whatever an incident learns, in whatever order: what must hold of its life."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.lifecycle import (
    Acknowledged,
    Alert,
    Back,
    Elapsed,
    Ended,
    Inhibited,
    Judged,
    Silent,
    Snoozed,
    Terms,
    due_at,
    settle,
    step,
)
from tests.alerts.lifecycle.cases import START, alert, seen

TERMS = st.sampled_from([Terms(), Terms(hold_seconds=20, keep_seconds=60), Terms(hold_evaluations=2)])
JUDGED = st.builds(
    seen,
    st.sampled_from(["breach", "clear", "between", "unknown"]),
    terms=TERMS,
    value=st.integers(0, 100),
    distance=st.floats(0, 1000),
    is_old=st.booleans(),
    slot=st.sampled_from(["", "1", "2", "3"]),
    revision=st.integers(1, 4),
    is_final=st.booleans(),
    window_start=st.sampled_from([START, START - timedelta(days=1)]),
    route=st.sampled_from(["page", "notice", "digest"]),
    severity=st.sampled_from(["critical", "warning"]),
    deadline=st.just(START + timedelta(hours=2)),
)
LATER = st.integers(0, 3600).map(lambda seconds: START + timedelta(seconds=seconds))
EVIDENCE = st.one_of(
    JUDGED,
    st.builds(Elapsed, st.booleans()),
    st.just(Silent()),
    st.just(Back()),
    st.builds(Acknowledged, st.just("p1"), st.none() | LATER),
    st.builds(Snoozed, LATER),
    st.builds(Inhibited, st.sampled_from([None, "al0"])),
    st.builds(Ended, st.sampled_from(["withdrawn", "window_ended", "done"])),
)
LIVES = st.lists(st.tuples(EVIDENCE, st.integers(0, 600)), max_size=30)


def live(events: list[tuple[Any, int]]) -> list[tuple[Alert, Any, datetime, list[Any]]]:
    """Each step: the alert after it, what it learnt, when, and what was said."""
    current, now, steps = alert(), START, []
    for evidence, pause in events:
        now += timedelta(seconds=pause)
        current, said = settle(current, evidence, now)
        steps.append((current, evidence, now, said))
    return steps


@given(LIVES)
def test_nothing_opens_without_a_breach_and_nothing_is_said_before_it_opens(events):
    had_breach, is_open = False, False
    for _, evidence, _, said in live(events):
        had_breach |= getattr(evidence, "verdict", "") == "breach" and not evidence.is_old
        for transition in said:
            if transition.kind == "opened":
                assert had_breach
                assert not is_open
                is_open = True
            else:
                assert is_open


@given(LIVES)
def test_every_opening_ends_in_a_resolution_or_is_still_held(events):
    steps = live(events)
    kinds = [transition.kind for *_, said in steps for transition in said]
    assert kinds.count("opened") <= 1
    assert kinds.count("resolved") <= kinds.count("opened")
    if kinds.count("opened") and not kinds.count("resolved"):
        assert steps[-1][0].state in {"firing", "recovering", "no_data"}
    if "resolved" in kinds:
        assert kinds[-1] == "resolved"
        assert steps[-1][0].state == "resolved"


@given(LIVES)
def test_transitions_are_numbered_without_gaps_and_never_run_backwards(events):
    said = [transition for *_, each in live(events) for transition in each]
    assert [each.number for each in said] == list(range(1, len(said) + 1))
    assert [each.at for each in said] == sorted(each.at for each in said)


@given(LIVES, EVIDENCE)
def test_the_same_evidence_at_the_same_moment_says_nothing_more(events, last):
    steps = live([*events, (last, 1)])
    after, _, now, _ = steps[-1]
    again, said = settle(after, last, now)
    if not _is_another_evaluation(last):
        assert said == []
        assert again.state == after.state


def _is_another_evaluation(evidence: Any) -> bool:
    """A judgement that names no evaluation counts as one more each time, where its rule counts them."""
    return isinstance(evidence, Judged) and bool(evidence.terms.hold_evaluations) and not evidence.slot


@given(LIVES)
def test_what_is_due_lies_ahead_once_time_has_been_told(events):
    for current, _, now, _ in live(events):
        after, _ = settle(current, Elapsed(), now)
        due = due_at(after)
        assert due is None or due > now


@given(LIVES)
def test_an_incident_survives_being_written_down(events):
    for current, *_ in live(events):
        text = msgspec.json.encode(current)
        assert msgspec.json.decode(text, type=Alert) == current


@given(LIVES)
def test_one_step_says_at_most_one_thing(events):
    current, now = alert(), START
    for evidence, pause in events:
        now += timedelta(seconds=pause)
        current, transition = step(current, evidence, now)
        assert transition is None or transition.at == now
