"""Which rows of a day survive, and which grain a figure uses (events.md E2 Rows, metrics.md M16)."""

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.entities.facts import Told
from services.analyzer.entities.reports import ReportDay, Row, coarsest

NAMES = ("campaign_id", "hour", "item_id", "keyword", "placement")
grains = st.lists(st.frozensets(st.sampled_from(NAMES)), max_size=8)
wanted = st.frozensets(st.sampled_from(NAMES), max_size=2)


def row(as_of: int, revision: int, clicks: int, **dimensions: str) -> Row:
    """A row that came in the order of its clicks."""
    telling = Told(revision, clicks, f"e{clicks}", clicks, 0, is_history=False)
    return Row(telling, as_of, dimensions, {"clicks": clicks})


@given(grains, wanted)
def test_the_grain_of_a_figure_has_what_is_asked_and_none_with_less_would_do(
    day: list[frozenset[str]], asked: frozenset[str]
):
    chosen = coarsest(day, asked)
    fitting = [grain for grain in day if asked <= grain]
    assert (chosen is None) == (not fitting)
    if chosen is not None:
        assert chosen in fitting
        by_day = [grain for grain in fitting if "hour" in asked or "hour" not in grain]
        assert len(chosen) == min(len(grain) for grain in by_day or fitting)


@given(grains, wanted, st.randoms())
def test_the_order_in_which_grains_became_known_changes_nothing(day, asked, chance):
    assert coarsest(day, asked) == coarsest(chance.sample(day, len(day)), asked)


def test_of_two_grains_with_as_many_dimensions_the_first_by_name_is_taken():
    day = [frozenset({"placement"}), frozenset({"campaign_id"}), frozenset({"keyword", "item_id"})]
    assert coarsest(day, frozenset()) == frozenset({"campaign_id"})


def test_a_day_by_more_dimensions_comes_before_hours_by_fewer():
    day = [frozenset({"hour"}), frozenset({"campaign_id", "placement"})]
    assert coarsest(day, frozenset()) == frozenset({"campaign_id", "placement"})
    assert coarsest(day, frozenset({"hour"})) == frozenset({"hour"})


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=6), st.randoms())
def test_the_value_of_a_key_is_the_latest_as_of_then_the_highest_revision_in_any_order(told, chance):
    rows = [row(as_of, revision, number, item_id="i1") for number, (as_of, revision) in enumerate(told)]
    day = ReportDay()
    for one in chance.sample(rows, len(rows)):
        day.hear(one)
    winner = max(rows, key=lambda r: (r.as_of_us, r.told.revision, r.told.time_us))
    assert [r.figures for r in day.rows.values()] == [winner.figures]


def test_a_word_that_looks_like_another_dimension_is_a_word():
    day = ReportDay()
    day.hear(row(1, 1, 1, item_id="x", keyword="y"))
    day.hear(row(1, 1, 2, item_id="x&keyword=y"))
    assert day.size == 2


def test_rows_are_forgotten_together_when_the_last_of_them_is_out_of_reach():
    day = ReportDay()
    day.hear(row(10_000_000, 1, 1))
    day.hear(row(20_000_000, 1, 2, item_id="i1"))
    day.forget(15)
    assert day.size == 2
    day.forget(21)
    assert (day.size, day.grains()) == (0, [])
