"""The book of panes: which scopes a window has."""

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.book import PaneBook
from services.analyzer.deltas import Scope, scope
from services.analyzer.panes import Pane, PaneKey

DAY = ("s", "d", 0)
SCOPES: list[Scope] = [
    (),
    scope(item_id="b"),
    scope(item_id="a"),
    scope(traffic_source="ads"),
    scope(item_id="a", keyword="red"),
    scope(item_id="b", traffic_source="ads"),
]
NAMES = [("item_id",), ("traffic_source",), ("item_id", "keyword")]


@given(st.lists(st.tuples(st.sampled_from(SCOPES), st.sampled_from([None, *NAMES]))))
def test_the_scopes_of_a_window_are_those_that_have_a_pane_whenever_they_are_asked_for(
    steps: list[tuple[Scope, tuple[str, ...] | None]],
) -> None:
    book, held = PaneBook(), set[Scope]()
    for here, asked in steps:
        key = PaneKey(*DAY, here)
        if here in held:
            book.drop(key)
        else:
            book.add(Pane(key, 86_400))
        held ^= {here}
        if asked is not None:
            same = [one for one in held if tuple(name for name, _ in one) == asked]
            assert book.named(DAY, asked) == sorted(same)


@given(st.sets(st.sampled_from(range(6))), st.sets(st.sampled_from(range(6))))
def test_panes_of_some_days_are_those_that_there_are(mine: set[int], others: set[int]) -> None:
    book, item, other = PaneBook(), scope(item_id="a"), scope(item_id="b")
    for here, starts in ((item, mine), (other, others)):
        for start in starts:
            book.add(Pane(PaneKey("s", "d", start, here), 86_400))
    found = book.some("s", "d", range(6), item)
    assert [(pane.key.scope, pane.key.start) for pane in found] == [(item, start) for start in sorted(mine)]
