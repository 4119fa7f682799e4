"""Counting a row alone comes to the same as counting all rows of its day."""

from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.contributions.adverts import AdDay, adverts
from services.analyzer.deltas import Cell, Contributions
from services.analyzer.entities.facts import Told
from services.analyzer.entities.reports import ReportDay, Row
from services.analyzer.hearing.reports import hear_row
from services.analyzer.moments import DAY, HOUR, Span

dimensions = st.fixed_dictionaries(
    {},
    optional={
        "hour": st.sampled_from(["9", "10"]),
        "item_id": st.sampled_from(["i1", "i2"]),
        "keyword": st.sampled_from(["a", "b"]),
        "placement": st.sampled_from(["p", "q"]),
    },
)
figures = st.fixed_dictionaries(
    {"impressions": st.integers(0, 99), "clicks": st.integers(0, 9), "cost": st.integers(0, 999)},
    optional={"gmv": st.integers(0, 999), "position": st.integers(1, 9_000_000)},
)
told = st.tuples(dimensions, figures, st.integers(1, 3), st.sampled_from([HOUR, DAY]))


class Counted:
    """Where contributions go in: their sums by cell."""

    def __init__(self) -> None:
        self.sums: dict[Cell, int] = {}

    def apply(self, changes: dict[Cell, int], event: Any) -> None:
        for cell, step in changes.items():
            self.sums[cell] = self.sums.get(cell, 0) + step


@given(st.lists(told, max_size=12))
def test_rows_heard_one_by_one_add_up_to_what_the_whole_day_says(rows: list[Any]):
    day, counted = ReportDay(), Counted()
    span = AdDay(Span(0, DAY), lambda hour: Span(hour * HOUR, (hour + 1) * HOUR), "ppc")
    for number, (names, said, revision, as_of) in enumerate(rows):
        telling = Told(revision, number, f"e{number}", number, 0, is_history=False)
        row = Row(telling, as_of * 1_000_000, names, said)
        hear_row(counted, None, day, row, partial(adverts, span))  # type: ignore[arg-type]
    whole: Contributions = adverts(span, list(day.rows.values()), day.grains())
    assert {cell: n for cell, n in counted.sums.items() if n} == {cell: n for cell, n in whole.items() if n}
