from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.members import CHUNK, ERROR, EXACT_LIMIT, Members
from services.analyzer.together import united

STEPS = st.lists(st.tuples(st.integers(0, 40).map(str), st.sampled_from([1, 1, 1, -1])), max_size=200)


def many(number: int, measure: str = "buyers", since: int = 0) -> Members:
    members = Members.of(measure)
    members.add_each({f"u{number}": 1 for number in range(since, since + number)})
    return members


def written(members: Members, measure: str = "buyers") -> Members:
    """What comes back from all chunks, whatever their order."""
    again = Members.of(measure)
    for index, stored in reversed(list(members.stored())):
        assert stored is not None
        again.load(index, *stored)
    return again


@given(STEPS)
def test_members_are_those_with_more_reasons_for_than_against(steps):
    members, counts = Members(), Counter()
    for member, step in steps:
        members.add(member, step)
        counts[member] += step
    there = {member for member, count in counts.items() if count > 0}
    assert members.size == len(there)
    assert set(members) == there
    assert all(member in members for member in there)


@given(STEPS)
def test_who_was_taken_back_too_early_is_remembered_over_a_restart(steps):
    members = Members()
    for member, step in steps[: len(steps) // 2]:
        members.add(member, step)
    again, whole = Members(), Members()
    again.take(dict(members.held))
    for member, step in steps[len(steps) // 2 :]:
        again.add(member, step)
    for member, step in steps:
        whole.add(member, step)
    assert set(again) == set(whole)
    assert again.held == whole.held


COUNTS = st.dictionaries(st.integers(0, 40).map(str), st.integers(1, 3))


@given(STEPS, st.lists(COUNTS, max_size=5))
def test_who_is_counted_together_is_counted_as_often_as_one_by_one(steps, batches):
    together, alone = Members(), Members()
    for members in (together, alone):
        for member, step in steps:
            members.add(member, step)
    for counts in batches:
        together.add_each(counts)
        for member, times in counts.items():
            alone.add(member, times)
    assert together.held == alone.held


def test_a_large_set_is_kept_in_chunks_and_comes_back_from_them():
    members = many(3000)
    again = written(members)
    assert len(members.chunks) > 4
    assert again.size == 3000
    again.add("u7", 1)
    again.add("u7", -2)
    assert again.size == 2999
    assert "u7" not in again


def test_only_touched_chunks_are_written_again():
    members = many(3000)
    list(members.stored())
    members.add("u1", 1)
    assert len(list(members.stored())) == 1


def test_a_set_that_shrank_gives_up_the_chunks_it_no_longer_needs():
    members = many(4 * CHUNK)
    list(members.stored())
    for number in range(3 * CHUNK):
        members.add(f"u{number}", -1)
    ended = [index for index, stored in members.stored() if stored is None]
    assert ended == [1, 2, 3]


def test_buyers_are_counted_exactly_whatever_their_number():
    assert many(3 * EXACT_LIMIT).size == 3 * EXACT_LIMIT


def test_visitors_are_exact_up_to_the_limit_and_an_estimate_with_a_stated_error_above():
    assert many(EXACT_LIMIT, "viewers").size == EXACT_LIMIT
    large = many(100_000, "viewers")
    assert large.is_sketch
    assert large.size == pytest.approx(100_000, rel=3 * ERROR)
    assert ERROR <= 0.009


def test_a_sketch_does_not_depend_on_the_order_or_on_who_was_counted_twice():
    forward, backward = many(20_000, "viewers"), Members.of("viewers")
    for number in reversed(range(20_000)):
        backward.add(f"u{number}", 1)
        backward.add(f"u{number}", 1)
    assert forward.size == backward.size
    assert written(forward, "viewers").size == forward.size


def test_a_sketch_that_did_not_change_is_not_written_again():
    members = many(20_000, "viewers")
    assert len(list(members.stored())) == 1
    members.add("u5", 1)
    assert not list(members.stored())


def test_days_are_merged_exactly_or_as_sketches():
    assert united([many(100), many(100, since=50)]) == 150
    together = united([many(50_000, "viewers"), many(1000, "viewers", since=60_000)])
    assert together == pytest.approx(51_000, rel=3 * ERROR)
