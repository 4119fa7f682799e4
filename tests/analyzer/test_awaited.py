"""Whoever is awaited is named once the moment has passed, and once only."""

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.awaited import Awaited
from services.analyzer.moments import SECOND

AWAITED = st.lists(st.tuples(st.integers(0, 9 * SECOND), st.sampled_from("abc")), max_size=20)


@given(AWAITED, st.lists(st.integers(0, 10)))
def test_a_name_is_due_at_the_first_full_second_after_its_moment_and_once_for_each_time(awaited, times):
    waiting, left = Awaited(), list(awaited)
    for moment, name in awaited:
        waiting.add(moment, name)
    for now in times:
        over = [each for each in left if each[0] <= now * SECOND]
        assert waiting.is_due(now) == bool(over)
        assert sorted(waiting.due(now)) == sorted(name for _, name in over)
        left = [each for each in left if each not in over]
        assert len(waiting) == len(left)
        assert sorted(waiting.names) == sorted(name for _, name in left)


def test_who_is_awaited_again_while_others_are_looked_at_is_looked_at_later():
    waiting = Awaited()
    waiting.add(SECOND, "b")
    waiting.add(SECOND - 5, "a")
    seen = []
    for name in waiting.due(1):
        seen.append(name)
        waiting.add(SECOND + 1, name)
    assert (seen, waiting.names) == (["a", "b"], ["a", "b"])
    waiting.clear()
    assert not waiting.is_due(9)
