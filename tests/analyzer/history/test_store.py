from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, inspect, select

from services.analyzer.history.lines import read_line
from services.analyzer.history.retention import keeps, prune
from services.analyzer.history.store import ROWS
from services.analyzer.history.tables import MetricRow
from services.runtime.store import reading
from tests.analyzer.history.keeping import ask, keep, values
from tests.analyzer.history.rows import line


def test_a_running_figure_shows_its_latest_value(history: Engine) -> None:
    keep(history, line(1), line(2))
    keep(history, line(3))
    assert values(ask(history)) == [3]


def test_a_final_figure_takes_the_place_of_the_running_one(history: Engine) -> None:
    keep(history, line(1))
    keep(history, line(5, is_final=True))
    [row] = ask(history)
    assert row.is_final
    assert values([row]) == [5]


def test_a_belated_running_figure_never_overwrites_a_final_one(history: Engine) -> None:
    keep(history, line(5, is_final=True))
    keep(history, line(4))
    keep(history, line(4), line(5, is_final=True), line(4))
    assert values(ask(history)) == [5]


def test_writing_the_same_rows_again_changes_nothing(history: Engine) -> None:
    rows = [line(n, scope={"item_id": f"i{n}"}, is_final=True) for n in range(50)]
    keep(history, *rows)
    keep(history, *reversed(rows))
    with reading(history) as session:
        assert session.connection().execute(select(func.count()).select_from(ROWS)).scalar() == 50


def test_exact_figures_survive_beside_the_rounded_one(history: Engine) -> None:
    large = 10**15 - 1
    keep(
        history, line(0.333333, numerator=large, denominator=3 * large, is_final=True, parts={"length": "r7"})
    )
    [row] = ask(history)
    assert f'"numerator":{large},"denominator":{3 * large}' in row.figures


def test_a_rolling_window_is_known_by_its_length() -> None:
    address, _ = read_line(line(1, kind="rolling", parts={"length": "r10m"}))
    assert address.window_kind == "r10m"


def test_scopes_are_equal_whatever_the_order_of_their_names() -> None:
    one, _ = read_line(line(1, scope={"item_id": "i1", "traffic_source": "search"}))
    other, _ = read_line(line(1, scope={"traffic_source": "search", "item_id": "i1"}))
    assert one == other
    assert one.scope_keys == "item_id,traffic_source"


@pytest.mark.parametrize("broken", [b"{}", b"nonsense", line(1, day="soon").replace(b"T00:00:00+08:00", b"")])
def test_what_is_no_row_is_a_value_error(broken: bytes) -> None:
    with pytest.raises(ValueError):
        read_line(broken)


def test_pulses_go_after_their_time_and_days_stay(history: Engine) -> None:
    keep(
        history,
        line(1, kind="pulse"),
        line(2, kind="minute"),
        line(3),
        line(4, kind="pulse", day="2026-11-20"),
    )
    now = read_line(line(day="2026-11-20T01:00:00+08:00"))[0].start
    assert prune(history, keeps(6, 72), now) == 1
    assert prune(history, keeps(6, 72) | {"minute": timedelta(hours=1)}, now) == 1
    with reading(history) as session:
        kinds = (
            session.connection().execute(select(ROWS.c.window_kind).order_by(ROWS.c.window_kind)).scalars()
        )
        assert list(kinds) == ["day", "pulse"]


def test_the_migrations_make_the_tables_that_the_code_knows(history: Engine) -> None:
    columns = {column["name"] for column in inspect(history).get_columns("metric_rows")}
    assert columns == set(MetricRow.model_fields)
    key = inspect(history).get_pk_constraint("metric_rows")["constrained_columns"]
    assert key == [column.name for column in ROWS.primary_key.columns]
