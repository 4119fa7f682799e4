"""What follows from an answer: growing pauses, Retry-After obeyed, hopeless receivers switched off."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.delivery.answer import Answer, answered
from services.alerts.delivery.schedule import Next, asked_wait, is_hopeless, judge
from services.alerts.delivery.settings import WebhookSettings

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
USUAL = WebhookSettings()
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000)
chances = st.floats(0, 1, exclude_max=True)
failures = st.one_of(
    st.integers(100, 599).filter(lambda status: not 200 <= status < 300 and status != 410).map(answered),
    st.sampled_from([Answer(outcome="timeout", error="x"), Answer(outcome="unreachable", error="x")]),
)


@pytest.mark.parametrize(("tries", "pause"), list(enumerate(PAUSES, 1)))
def test_the_usual_pauses_grow_from_five_seconds_to_ten_hours(tries: int, pause: float) -> None:
    assert judge(answered(500), tries, NOW, 0.5, USUAL) == Next("again", pause)


@given(failures, st.integers(1, 7), chances)
def test_a_pause_varies_by_a_fifth_at_most(failure: Answer, tries: int, chance: float) -> None:
    verdict = judge(failure, tries, NOW, chance, USUAL)
    assert verdict.outcome == "again"
    assert 0.8 * PAUSES[tries - 1] <= verdict.wait <= 1.2 * PAUSES[tries - 1]


@given(failures, st.integers(8, 100), chances)
def test_after_the_last_pause_a_message_is_given_up(failure: Answer, tries: int, chance: float) -> None:
    assert judge(failure, tries, NOW, chance, USUAL).outcome == "given_up"


@given(st.integers(200, 299), st.integers(1, 100), chances)
def test_every_2xx_is_a_receipt_and_nothing_else_is(status: int, tries: int, chance: float) -> None:
    assert judge(answered(status), tries, NOW, chance, USUAL) == Next("delivered")


@given(st.integers(1, 100), chances)
def test_gone_ends_it_at_any_try(tries: int, chance: float) -> None:
    assert judge(answered(410, "5"), tries, NOW, chance, USUAL).outcome == "gone"


@given(st.integers(0, 10**9), st.integers(1, 7), chances)
def test_retry_after_makes_a_pause_longer_up_to_its_cap_and_never_shorter(
    asked: int, tries: int, chance: float
) -> None:
    plain = judge(answered(429), tries, NOW, chance, USUAL).wait
    wait = judge(answered(429, str(asked)), tries, NOW, chance, USUAL).wait
    assert wait == max(plain, min(asked, USUAL.retry_after_seconds))


@given(st.integers(-(10**6), 10**6))
def test_retry_after_may_be_a_date(seconds: int) -> None:
    assert asked_wait(format_datetime(NOW + timedelta(seconds=seconds), usegmt=True), NOW) == max(0, seconds)


@given(st.text(max_size=60))
def test_a_retry_after_that_nobody_can_read_asks_for_nothing_bad(text: str) -> None:
    assert asked_wait(text, NOW) >= 0


@given(st.integers(0, 10 * 24 * 3600))
def test_a_receiver_is_hopeless_after_five_days_of_only_failures(seconds: int) -> None:
    assert is_hopeless(NOW - timedelta(seconds=seconds), NOW, USUAL) == (seconds >= 5 * 24 * 3600)
    assert not is_hopeless(None, NOW, USUAL)
