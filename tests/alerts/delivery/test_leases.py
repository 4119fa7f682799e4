"""A holder that is gone loses its lease; one that lives keeps it, whatever the clocks on the wall say."""

from hypothesis import given
from hypothesis import strategies as st

from services.alerts.delivery.leases import Watch


def test_a_lease_that_is_not_renewed_for_its_time_is_lost() -> None:
    watch = Watch(10)
    assert watch.look([(1, (1, 100))], 0) == frozenset()
    assert watch.look([(1, (1, 100))], 9.9) == frozenset()
    assert watch.look([(1, (1, 100))], 10) == {(1, 1, 100)}


def test_a_renewed_lease_or_one_in_other_hands_starts_again() -> None:
    watch = Watch(10)
    watch.look([(1, (1, 100)), (2, (1, 100))], 0)
    watch.look([(1, (1, 101)), (2, (2, 100))], 9)
    assert watch.look([(1, (1, 101)), (2, (2, 100))], 18.9) == frozenset()
    assert watch.look([(1, (1, 101)), (2, (2, 100))], 19) == {(1, 1, 101), (2, 2, 100)}


def test_a_lease_that_was_given_back_in_between_is_a_new_one() -> None:
    watch = Watch(10)
    watch.look([(1, (1, 100))], 0)
    watch.look([], 5)
    assert watch.look([(1, (1, 100))], 11) == frozenset()


@given(st.lists(st.floats(0.1, 4.9), min_size=1, max_size=40), st.integers(-(10**15), 10**15))
def test_who_renews_in_time_is_never_robbed_though_the_wall_clock_jumps(
    pauses: list[float], jump: int
) -> None:
    watch, moment, wall = Watch(10), 0.0, 10**15
    for number, pause in enumerate(pauses):
        moment += pause
        wall += jump if number == len(pauses) // 2 else int(pause * 1_000_000)
        assert watch.look([(1, (1, wall))], moment) == frozenset()
