"""Our figures of a day against those that other systems report (metrics.md M13)."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from services.analyzer.deltas import scope
from services.analyzer.entities.reports import ReportDay, Row
from services.analyzer.formulas.traffic import visitors
from services.analyzer.moments import SECOND
from services.analyzer.panes import PaneKey
from services.analyzer.standing import Spoken, Standing, when_told
from services.analyzer.values import Value
from services.analyzer.views import PaneView

Ours = Callable[[PaneView], int]
CHECKED = {  # figures of `sales.reported`, by the name that their rows carry
    "visitors": "visitors",
    "buyers": "buyers",
    "orders": "orders",
    "units": "units",
    "gmv": "gmv_minor",
}


def reconciliation_gaps(view: PaneView) -> Iterator[Spoken]:
    """Each figure of each reporter that we count, too: (ours - reported) / reported."""
    day: ReportDay | None = view.known.get("sales", str(view.known.calendar.day(view.start).date))
    sales = _sales(view)
    rows = {} if day is None else {row.dimensions["reporter"]: row for row in day.rows.values()}
    for reporter, row in sorted(rows.items()):
        for figure, ours in OURS[reporter].items():
            if figure in row.figures:
                here = scope(figure=figure, reporter=reporter)
                value = gap(ours(sales), row.figures[figure])._replace(
                    is_provisional=_is_partial(row, view.end)
                )
                yield Spoken(f"reconciliation_gap {reporter} {figure}", "reconciliation_gap", here, value)


def gap(ours: int, reported: int) -> Value:
    """The difference to what was reported, as a share of that; both stand beside it."""
    beside = {"ours": ours, "reported": reported}
    if reported == 0:
        return Value(ours, 0, "zero_denominator", beside=beside)
    return Value(ours - reported, reported, beside=beside)


def _is_partial(row: Row, end: int) -> bool:
    return row.as_of_us < end * SECOND


def _sales(view: PaneView) -> PaneView:
    key = PaneKey("s", view.key.kind, view.key.start, ())
    return PaneView(view.known, key, view.known.book.get(key), None)


def _of_agents(measure: str) -> Ours:
    """The sum over the agents of what their orders bring."""
    return lambda sales: sum(agent.sum(measure) for agent in _agents(sales))


def _buyers_of_agents(sales: PaneView) -> int:
    return len({buyer for agent in _agents(sales) for buyer in agent.members("buyers")})


def _agents(sales: PaneView) -> Iterator[PaneView]:
    known = sales.known.book.windows.get(sales.key[:3], ())
    return (sales.at(here) for here in sorted(known) if [name for name, _ in here] == ["agent_id"])


OURS: Mapping[str, Mapping[str, Ours]] = MappingProxyType(
    {
        "platform": {
            "visitors": visitors,
            "buyers": lambda sales: sales.count("buyers"),
            "orders": lambda sales: sales.sum("orders"),
            "units": lambda sales: sales.sum("units"),
            "gmv": lambda sales: sales.sum("gmv"),
        },
        "service_log": {
            "buyers": _buyers_of_agents,
            "orders": _of_agents("orders"),
            "gmv": _of_agents("gmv"),
        },
        "ad_log": {
            "orders": lambda sales: sales.sum("ad_orders"),
            "gmv": lambda sales: sales.sum("ad_gmv"),
        },
    }
)
"""By reporter: what of ours each figure is compared with; what the log of agents or ads cannot know is left out."""

STANDING = (
    Standing(
        "reconcile",
        ("d",),
        when_told,
        frozenset({(), ("agent_id",)}),
        is_shops=True,
        say=reconciliation_gaps,
    ),
)
