import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from services.analyzer.history.lines import epoch
from services.analyzer.history.question import State
from services.analyzer.history.store import ROWS
from services.runtime.store import writing
from tests.analyzer.history.keeping import ANY_DAY, ask, keep, values
from tests.analyzer.history.rows import line

DAY = epoch("2026-11-19T00:00:00+08:00")


def test_the_newest_revision_answers_and_the_others_on_request(history: Engine) -> None:
    keep(history, line(1, is_final=True), line(2, is_final=True, revision=2), line(3, day="2026-11-20"))
    assert values(ask(history)) == [2, 3]
    assert values(ask(history, ANY_DAY._replace(is_every_revision=True))) == [1, 2, 3]


@pytest.mark.parametrize(
    ("state", "expected"),
    [(State.NEWEST, [1, 3]), (State.ALL, [1, 3]), (State.FINAL, [1]), (State.CURRENT, [2, 3])],
)
def test_a_final_row_goes_before_a_running_revision(
    history: Engine, state: State, expected: list[int]
) -> None:
    keep(history, line(1, is_final=True), line(2, revision=2), line(3, day="2026-11-20"))
    assert values(ask(history, ANY_DAY._replace(state=state))) == expected


def test_windows_start_within_the_asked_time(history: Engine) -> None:
    keep(history, *(line(n, day=f"2026-11-{n}") for n in (18, 19, 20, 21)))
    assert values(ask(history, ANY_DAY._replace(start=DAY, end=DAY + 2 * 86_400))) == [19, 20]


def test_without_by_only_the_shops_own_row(history: Engine) -> None:
    keep(history, line(9), *(line(n, scope={"traffic_source": f"t{n}"}) for n in (1, 2)))
    assert values(ask(history)) == [9]
    assert values(ask(history, ANY_DAY._replace(scope_keys=("traffic_source",)))) == [1, 2]


def test_a_key_narrows_to_exactly_its_value(history: Engine) -> None:
    both = [("i1", "t1"), ("i1", "t2"), ("i10", "t1"), ("I1", "t1"), ('"i1"', "t1")]
    keep(history, *(line(n, scope={"item_id": i, "traffic_source": t}) for n, (i, t) in enumerate(both)))
    asked = ANY_DAY._replace(scope_keys=("item_id,traffic_source",))
    assert values(ask(history, asked._replace(narrowed={"item_id": ("i1",)}))) == [0, 1]
    assert values(ask(history, asked._replace(narrowed={"item_id": ('"i1"',)}))) == [4]
    assert values(
        ask(history, asked._replace(narrowed={"item_id": ("i10", "I1"), "traffic_source": ("t1",)}))
    ) == [3, 2]


def test_other_shops_are_never_seen(history: Engine) -> None:
    keep(history, line(1), line(2, shop="s2"))
    assert values(ask(history)) == [1]


ROWS_DRAWN = st.lists(
    st.tuples(st.sampled_from(["gmv", "orders"]), st.integers(10, 14), st.booleans(), st.integers(1, 3)),
    max_size=12,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS_DRAWN,
    size=st.integers(1, 4),
)
def test_pages_put_together_are_the_whole_answer(
    history: Engine, rows: list[tuple[str, int, bool, int]], size: int
) -> None:
    with writing(history) as session:
        session.connection().execute(ROWS.delete())
    for number, (metric, day, is_final, revision) in enumerate(rows):
        keep(history, line(number, metric=metric, day=f"2026-11-{day}", is_final=is_final, revision=revision))
    everything = ANY_DAY._replace(metrics=("gmv", "orders"))
    pages, after = [], None
    while page := ask(history, everything._replace(limit=size, after=after)):
        pages += page
        after = page[-1].place
    assert pages == ask(history, everything)
    assert len({(row.metric, row.start) for row in pages}) == len(pages)
