from heapq import heappop, heappush

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.due import Due
from services.analyzer.panes import PaneKey

SCOPES = [(), (("item_id", "a"),), (("item_id", "b"),), (("device", "app"),)]
KEYS = st.builds(
    PaneKey, st.sampled_from("sg"), st.sampled_from("pmh"), st.integers(0, 2), st.sampled_from(SCOPES)
)


@given(st.lists(st.none() | st.tuples(st.integers(0, 3), KEYS)))
def test_windows_are_over_in_the_order_of_their_moments_and_names(steps):
    due, plain = Due(), list[tuple[int, PaneKey]]()
    for step in steps:
        if step is not None:
            due.push(*step)
            heappush(plain, step)
        elif plain:
            assert due.first == (plain[0][0], plain[0][1].kind)
            assert _key(due) == heappop(plain)[1]
        assert len(due) == len(plain)
    assert [_key(due) for _ in plain] == [key for _, key in sorted(plain)]


@given(st.lists(st.tuples(st.integers(0, 3), KEYS), min_size=1))
def test_all_scopes_of_a_window_are_taken_as_if_one_by_one(pushed):
    due, one_by_one = Due(), Due()
    for moment, key in pushed:
        due.push(moment, key)
        one_by_one.push(moment, key)
    while due:
        window, scopes = due.pop_all()
        assert [(window, scope) for scope in scopes] == [one_by_one.pop() for _ in scopes]
        assert len(due) == len(one_by_one)


def _key(due):
    (family, kind, start), scope = due.pop()
    return PaneKey(family, kind, start, scope)
