"""A row says what its figure says, whatever the scope is called."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.moments import Calendar
from services.analyzer.rows import KIND_NAMES, Figure, OwnSums, RowWriter, Sums
from services.analyzer.values import Value
from services.contracts.metrics import CATALOGUE, metric_row_id

CALENDAR = Calendar("Asia/Shanghai")
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | st.just("x" * 120)
SCOPES = st.dictionaries(st.sampled_from(["item_id", "keyword", "traffic_source"]), NAMES, max_size=2)
BESIDE = st.none() | st.dictionaries(st.sampled_from(["buyers", "days"]), st.integers(0, 9), min_size=1)
NUMBERS = st.tuples(st.integers(-9, 9), st.none() | st.integers(1, 9), st.none())
NOTHING = st.tuples(st.none(), st.none(), st.just("no_data"))
VALUES = st.builds(
    lambda numbers, *rest: Value(*numbers, *rest),
    NUMBERS | st.tuples(st.integers(0, 9), st.just(0), st.just("zero_denominator")) | NOTHING,
    st.none() | NAMES,
    st.none() | st.just(0.0081),
    st.booleans(),
    st.sampled_from(["stream", "report"]),
    BESIDE,
)


@given(
    st.sampled_from(sorted(CATALOGUE)),
    SCOPES,
    st.sampled_from([*sorted(KIND_NAMES), "r7", "r10m"]),
    st.integers(0, 10_000),
    VALUES,
    st.integers(1, 12),
    st.booleans(),
    st.booleans(),
    BESIDE,
    st.none() | st.integers(0, 99),
)
def test_a_row_holds_what_there_is_of_a_figure(
    metric, scope, kind, hour, value, revision, is_final, is_history, parts, offset
):
    where, start = tuple(sorted(scope.items())), 1_790_000_000 + 3600 * hour
    figure = Figure(
        metric, where, kind, start, start + 60, value, revision, is_final, is_history, parts, offset, offset
    )
    writer = RowWriter("shop 1", CALENDAR)
    line = writer.line(figure, 1_790_000_000)
    assert line == writer.line(figure, 1_790_000_000)
    row = msgspec.json.decode(line)
    length = None if kind in KIND_NAMES else kind
    window = {
        "kind": KIND_NAMES.get(kind, "rolling"),
        "start": CALENDAR.local(start).isoformat(),
        "end": CALENDAR.local(start + 60).isoformat(),
    }
    named = {"shop_id": "shop 1", **scope}
    assert row["id"] == metric_row_id(
        metric, named, length or window["kind"], window["start"], revision, is_final
    )
    beside = {**({"length": length} if length else {}), **(value.beside or {}), **(parts or {})}
    told = {
        "metric": metric,
        "metric_zh": CATALOGUE[metric].zh,
        "unit": CATALOGUE[metric].unit,
        "scope": named,
        "window": window,
        "basis": value.basis,
        "is_final": is_final,
        "revision": revision,
        "value": value.shown,
        "numerator": None if value.denominator is None else value.numerator,
        "denominator": value.denominator,
        "null_reason": value.null_reason,
        "label": value.label,
        "error": value.error,
        "is_provisional": value.is_provisional or None,
        "is_history": is_history or None,
        "from_offset": offset,
        "to_offset": offset,
        "parts": beside or None,
    }
    assert row["data"] == {name: each for name, each in told.items() if each is not None}


@given(
    st.lists(
        st.tuples(
            SCOPES,
            st.lists(st.tuples(st.sampled_from(sorted(CATALOGUE)), st.integers(-9, 10**12)), max_size=3),
            st.booleans(),
            st.none() | st.integers(0, 99),
        ),
        max_size=3,
    ),
    st.sampled_from("pm"),
)
def test_sums_that_are_said_together_are_the_rows_of_their_figures(told, kind):
    start, writer = 1_790_000_000, RowWriter("shop 1", CALENDAR)
    of_scopes = [OwnSums(tuple(sorted(scope.items())), *rest) for scope, *rest in told]
    figures = [
        Figure(metric, scope, kind, start, start + 60, Value(n), 1, True, is_history, None, first, 7)
        for scope, sums, is_history, first in of_scopes
        for metric, n in sums
    ]
    lines = writer.sums(Sums(kind, start, start + 60, 7, of_scopes), start + 90)
    assert lines == [writer.line(figure, start + 90) for figure in figures]
