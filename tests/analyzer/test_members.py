from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.members import Members

STEPS = st.lists(st.tuples(st.integers(0, 40).map(str), st.sampled_from([1, 1, 1, -1])), max_size=200)


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


def test_a_large_set_is_kept_in_chunks_and_comes_back_from_them():
    members = Members()
    for number in range(3000):
        members.add(f"u{number}", 1)
    assert len(members.chunks) > 4
    again = Members()
    for index in reversed(range(len(members.chunks))):
        chunks, counts = members.stored(index)
        again.load(index, chunks, dict(counts))
    assert again.size == 3000
    again.add("u7", 1)
    again.add("u7", -2)
    assert again.size == 2999
    assert "u7" not in again


def test_only_touched_chunks_are_written_again():
    members = Members()
    for number in range(3000):
        members.add(f"u{number}", 1)
    members.changed.clear()
    members.add("u1", 1)
    assert len(members.changed) == 1
