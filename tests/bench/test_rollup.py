from collections.abc import Iterable

import msgspec

from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from tests.bench.broker import Line
from tests.bench.generator import Truth, records
from tests.bench.job import Figures, RowKey
from tests.bench.rollup import Rollup

EVENTS, SEED = 20_000, 7


def test_every_window_is_said_once_and_as_it_was() -> None:
    truth, rollup = Truth(), Rollup()
    for record in source(truth):
        rollup.apply(record)
    assert said(rollup.take_rows()) == sorted(truth.figures().items())


def test_a_rollup_that_comes_back_from_its_state_goes_on_as_if_nothing_had_been() -> None:
    truth, rollup = Truth(), Rollup()
    rows, state = [], {}
    for number, record in enumerate(source(truth)):
        rollup.apply(record)
        if number % 100 == 99:
            rows += rollup.take_rows()
            state |= rollup.take_changed()
            for name in rollup.take_dropped():
                state.pop(name, None)
            rollup = Rollup()
            rollup.restore(state)
    assert said([*rows, *rollup.take_rows()]) == sorted(truth.figures().items())


def source(truth: Truth) -> list[SourceRecord]:
    given = records(EVENTS, SEED, truth)
    return [SourceRecord(offset, shop.encode(), value) for offset, (shop, value) in enumerate(given)]


def said(rows: Iterable[OutputRecord]) -> list[tuple[RowKey, Figures]]:
    """Each row that was said, twice if it was said twice."""
    lines = [msgspec.json.decode(line, type=Line) for row in rows for line in row.value.split(b"\n")]
    return sorted(
        (
            RowKey(line.window, line.shop_id, line.source),
            Figures(line.views, line.visitors, line.orders, line.buyers, line.gmv_cents),
        )
        for line in lines
    )
