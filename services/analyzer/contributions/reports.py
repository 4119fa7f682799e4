"""What any reported row adds: its figures, and that it is a row, complete or partial (events.md E2 Rows)."""

from collections.abc import Iterable, Mapping

from services.analyzer.deltas import Contributions, Scope
from services.analyzer.entities.reports import Grain, Row, coarsest
from services.analyzer.moments import SECOND, Span
from services.analyzer.panes import ROWS


def of_grain(rows: Iterable[Row], grains: list[Grain], wanted: Iterable[str]) -> list[Row]:
    """The rows that a figure with the wanted dimensions is summed from, where a day has some grains (M16)."""
    chosen = coarsest(grains, frozenset(wanted))
    return [row for row in rows if row.grain == chosen]


def narrow(row: Row, names: Iterable[str]) -> Scope:
    """The scope of a row by some of its dimensions."""
    return tuple((name, row.dimensions[name]) for name in sorted(names))


def add_row(
    out: Contributions,
    kinds: str,
    span: Span,
    scopes: Iterable[Scope],
    row: Row,
    measures: Mapping[str, str],
    partial: str,
    period: Span | None = None,
) -> None:
    """Add the figures that a row tells to a window, by their measures; what it leaves out stays unknown.

    `partial` counts the rows whose `as_of` lies before the end of their period, which is the window if not given.
    """
    scopes = tuple(scopes)
    out.total("s", kinds, span.start, scopes, ROWS, 1)
    for name, measure in measures.items():
        if name in row.figures:
            out.total("s", kinds, span.start, scopes, measure, row.figures[name])
    if row.as_of_us < (period or span).end * SECOND:
        out.total("s", kinds, span.start, scopes, partial, 1)
