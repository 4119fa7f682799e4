"""What the rows of a traffic report add (events.md E8, E2 Rows; grain rule of metrics.md M0, M16).

Sums are taken from the coarsest rows that have the dimensions asked for; distinct counts only from rows of exactly
these, because they are never added. Measures of rows begin with `r_`, so that they never mix with those of events.
"""

from collections.abc import Callable
from typing import NamedTuple

from services.analyzer.contributions.pages import LONG, PAGES
from services.analyzer.deltas import SHOP, Contributions, Scope
from services.analyzer.entities.reports import HOUR_LAST, ReportDay, Row, coarsest
from services.analyzer.moments import SECOND, Span
from services.analyzer.panes import ROWS

PARTIAL = "r_partial"  # rows that do not run to the end of their period
SPLITS: tuple[tuple[str, ...], ...] = (
    (),
    ("traffic_source",),
    ("device",),
    ("visitor_class",),
    ("item_id",),
    ("item_id", "traffic_source"),
)
SUMMED = ("visits", "page_views", "orders", "gmv")
DISTINCT = ("visitors", "buyers")
CLASS, CELL = "visitor_class", ("traffic_source", "visitor_class")


class Pair(NamedTuple):
    """A figure of page health with the one that it is divided by."""

    measure: str
    figure: str
    of: str


HEALTH = (
    Pair("r_bounced", "one_page_visits", "visits"),
    Pair("r_pages", "page_views", "visits"),
    Pair("r_dwell", "dwell_seconds", "visits"),
    Pair("r_one_view", "one_page_visitors", "visitors"),
    Pair("r_guest_pages", "page_views", "visitors"),
)


class Told(NamedTuple):
    """The rows of one day, by grain, with the spans of the day and of the hours of the clock in it."""

    span: Span
    hour: Callable[[int], Span]
    grains: dict[frozenset[str], list[Row]]

    def period(self, row: Row) -> Span:
        """What a row speaks of."""
        hour = row.dimensions.get(HOUR_LAST)
        return self.span if hour is None else self.hour(int(hour))

    def rows(self, names: tuple[str, ...]) -> list[Row]:
        """The rows that a figure with these dimensions uses."""
        chosen = coarsest(self.grains, frozenset(names))
        return [] if chosen is None else self.grains[chosen]


def reported_traffic(span: Span, hour: Callable[[int], Span], day: ReportDay) -> Contributions:
    """All that the rows of one day add."""
    out, said = Contributions(), Told(span, hour, day.by_grain())
    for names in SPLITS:
        for row in said.rows(names):
            _add(out, "d", said, span, names, row)
        for row in said.rows((*names, HOUR_LAST)):
            _add(out, "h", said, said.period(row), names, row)
    for names in ((), ("traffic_source",)):
        for row in said.rows((*names, CLASS)):
            _returning(out, span, _scope(names, row), row)
    for row in said.rows(CELL):
        cell = f" {row.dimensions['visitor_class']}|{row.dimensions['traffic_source']}"
        for pair in HEALTH[:2]:
            _pair(out, span, SHOP, row, pair, cell)
    return out


def _scope(names: tuple[str, ...], row: Row) -> Scope:
    return tuple((name, row.dimensions[name]) for name in names)


def _add(out: Contributions, kinds: str, said: Told, span: Span, names: tuple[str, ...], row: Row) -> None:
    """One row's figures; those of page health go into the days alone."""
    here, is_own = _scope(names, row), set(row.dimensions) - {HOUR_LAST} == set(names)
    is_exact = is_own and (HOUR_LAST in row.dimensions) == (kinds == "h")
    for name in (*SUMMED, *(DISTINCT if is_exact else ())):
        if name in row.figures:
            out.total("s", kinds, span.start, [here], f"r_{name}", row.figures[name])
    families = [("s", kinds)]
    if kinds == "d" and len(names) < 2:
        families.append((PAGES, LONG))
        for pair in HEALTH:
            if is_exact or pair.of != "visitors":
                _pair(out, span, here, row, pair)
    for family, windows in families:
        out.total(family, windows, span.start, [here], ROWS, 1)
        if row.as_of_us < said.period(row).end * SECOND:
            out.total(family, windows, span.start, [here], PARTIAL, 1)


def _pair(out: Contributions, span: Span, here: Scope, row: Row, pair: Pair, cell: str = "") -> None:
    if pair.figure in row.figures and pair.of in row.figures:
        out.total(PAGES, LONG, span.start, [here], f"{pair.measure}{cell}", row.figures[pair.figure])
        out.total(PAGES, LONG, span.start, [here], f"{pair.measure}_of{cell}", row.figures[pair.of])


def _returning(out: Contributions, span: Span, here: Scope, row: Row) -> None:
    if "visits" in row.figures:
        is_returning = row.dimensions[CLASS] == "returning"
        out.total("s", "d", span.start, [here], "r_returning", row.figures["visits"] if is_returning else 0)
        out.total("s", "d", span.start, [here], "r_classed", row.figures["visits"])
