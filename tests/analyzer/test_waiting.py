from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.deltas import SHOP, scope
from services.analyzer.panes import PaneKey
from services.analyzer.waiting import TURNS, Waiting

DAYS = TURNS[0]


def day(start: int, **where: str) -> PaneKey:
    return PaneKey("s", "d", start, scope(**where) if where else SHOP)


def test_whoever_was_said_longest_ago_is_next_and_only_as_many_as_asked_for() -> None:
    waiting = Waiting()
    for start, said_at in ((1, 30), (2, 10), (3, 20), (4, 99)):
        waiting.add(day(start), said_at)
    assert waiting.next(DAYS, 2, 50) == [day(2), day(3)]
    assert waiting.next(DAYS, 2, 50) == [day(1)]
    assert waiting.next(DAYS, 2, 50) == []
    assert len(waiting) == 4  # until they are said


def test_a_window_that_waits_no_longer_is_passed_over_and_one_that_waits_again_is_not() -> None:
    waiting = Waiting()
    waiting.add(day(1), 10)
    waiting.discard(day(1))
    waiting.add(day(1), 40)
    assert waiting.next(DAYS, 5, 30) == []
    assert waiting.next(DAYS, 5, 40) == [day(1)]


def test_longer_windows_stand_in_a_line_of_their_own() -> None:
    waiting = Waiting()
    week, rolling = PaneKey("s", "w", 1, SHOP), PaneKey("s", "r7", 1, SHOP)
    for key in (week, rolling, day(1)):
        waiting.add(key, 0)
    assert [waiting.next(kinds, 5, 0) for kinds in TURNS] == [[day(1)], [week], [rolling]]


def test_items_of_a_day_wait_until_the_last_of_them_is_said() -> None:
    waiting = Waiting()
    waiting.add(day(1, item_id="a"), 0)
    waiting.add(day(1, item_id="b"), 0)
    waiting.add(day(1, keyword="a"), 0)
    waiting.discard(day(1, item_id="a"))
    assert waiting.has_items("d", 1)
    waiting.discard(day(1, item_id="b"))
    assert not waiting.has_items("d", 1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30), st.booleans())))
def test_it_is_a_list_sorted_by_moment_and_window(steps: list[tuple[int, int, bool]]) -> None:
    waiting, plain = Waiting(), dict[PaneKey, int]()
    for start, said_at, leaves in steps:
        if leaves:
            waiting.discard(day(start))
            plain.pop(day(start), None)
        else:
            waiting.add(day(start), said_at)
            plain.setdefault(day(start), said_at)
    due = sorted((said_at, key) for key, said_at in plain.items() if said_at <= 20)
    assert waiting.next(DAYS, 100, 20) == [key for _, key in due]
