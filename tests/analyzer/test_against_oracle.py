"""The analyzer's final figures equal an independent calculation, whatever order and repetition the events had."""

import pytest

from tests.analyzer.comparing import differences, end_of, last_words, lines_of, rows_of
from tests.analyzer.shopdays import Days, lived

LONG = {"hour", "day", "week", "month", "quarter", "year", "r7", "r14", "r28"}


@pytest.mark.parametrize("seed", range(12))
def test_a_random_shop_day_with_repeats_and_late_events_equals_the_oracle(seed):
    records = lived(Days(seed).fill(), seed)
    wrong = differences(lines_of(records), rows_of(records), end_of(records), LONG)
    assert not wrong, "\n".join(map(str, wrong[:40]))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_a_day_arrives_changes_no_final_figure(seed):
    events = Days(seed, days=1).fill()
    in_order = last_words(rows_of(lived(events, seed)))
    moved = last_words(rows_of(lived(events, seed + 1000, late=0.5, twice=0.6)))
    days = {at for at in in_order if at.window.kind == "day"}
    assert {at for at in days if worth(in_order, at) != worth(moved, at)} == set()


def worth(said, at) -> float:
    """A figure; what was not said, or is said to have no data, is nothing."""
    return said.get(at, {}).get("value") or 0
