from hypothesis import given
from hypothesis import strategies as st

from services.ingest.rates import Bucket, Rate, filled, spent, wait_seconds

RATE = Rate(per_second=10, burst=100)
COSTS = st.lists(st.tuples(st.floats(0, 30), st.integers(1, 60)), min_size=1, max_size=60)


def test_a_new_key_may_send_a_burst() -> None:
    assert wait_seconds(filled(None, RATE, 0), RATE, 100) == 0


def test_after_the_burst_the_wait_is_what_the_rate_needs() -> None:
    assert wait_seconds(spent(filled(None, RATE, 0), 100), RATE, 50) == 5


def test_more_than_a_burst_passes_a_full_bucket_and_is_paid_for_later() -> None:
    bucket = filled(None, RATE, 0)
    assert wait_seconds(bucket, RATE, 400) == 0
    assert wait_seconds(spent(bucket, 400), RATE, 1) == 30.1


def test_a_clock_set_back_gives_nothing() -> None:
    assert filled(Bucket(3, 100), RATE, 50) == Bucket(3, 50)


def test_without_a_rate_there_is_no_limit() -> None:
    assert wait_seconds(Bucket(-1e9, 0), Rate(0, 1), 1) == 0


@given(COSTS)
def test_never_more_passes_than_burst_and_rate_allow(requests: list[tuple[float, int]]) -> None:
    now, passed, bucket = 0.0, 0, None
    for pause, cost in requests:
        now += pause
        bucket = filled(bucket, RATE, now)
        if wait_seconds(bucket, RATE, cost) == 0:
            bucket, passed = spent(bucket, cost), passed + cost
    assert passed <= RATE.burst + RATE.per_second * now + 1e-6


@given(COSTS, st.integers(1, 60))
def test_who_waits_as_told_passes(requests: list[tuple[float, int]], cost: int) -> None:
    bucket = filled(None, RATE, 0)
    for _, each in requests:
        bucket = spent(bucket, each)
    wait = wait_seconds(bucket, RATE, cost)
    assert wait_seconds(filled(bucket, RATE, wait + 1e-6), RATE, cost) == 0
