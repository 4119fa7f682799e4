"""Sales as the platform's rows split them, where the shop's traffic basis is `report` (metrics.md M0 Basis)."""

from collections.abc import Callable, Iterable, Iterator

from services.analyzer.deltas import SHOP, Scope, scope
from services.analyzer.formulas.basis import from_rows, is_reported, told, told_distinct
from services.analyzer.formulas.formula import Formula
from services.analyzer.known import Known
from services.analyzer.standing import Spoken, Standing
from services.analyzer.values import Value, amount
from services.analyzer.views import PaneView, View

UNATTRIBUTED = scope(traffic_source="unattributed")
SPLIT = frozenset({"traffic_source", "device", "visitor_class"})
REST = {"gmv": "gmv", "orders": "orders", "buyers": "buyers"}


def has_orders(view: View) -> bool:
    """Whether the shop had sent an order event by the end of a window."""
    return view.known.has_orders(view.end)


def is_told(view: View) -> bool:
    """Whether the sales of a window come from rows: those by source, device and class, and all without orders."""
    return is_reported(view) and (_is_split(view.scope) or not has_orders(view))


def _is_split(here: Scope) -> bool:
    return bool(here) and all(name in SPLIT for name, _ in here)


def or_told(formula: Formula, rows: Callable[[View], Value], *needs: str) -> Formula:
    """A formula of orders, or what rows say where they are the ones to say it; `needs` are measures of theirs."""

    def compute(view: View) -> Value:
        return rows(view) if is_told(view) else formula.compute(view)

    return formula._replace(needs=(*formula.needs, *needs), compute=compute)


def buyers(view: View) -> int:
    """Buyers of a window or, of a rolling one, of its days together, for a ratio."""
    if is_told(view):
        return view.sum("r_buyers")
    return sum(day.count("buyers") for day in view.each_day())


def _reported(known: Known, start: int, end: int) -> Iterable[Scope]:
    return (SHOP,) if known.is_reported(end) else ()


def _rest(view: PaneView) -> Iterator[Spoken]:
    """What the shop has beyond the sum of its sources."""
    sales = view.within("s")
    sources = list(sales.others("traffic_source"))
    for metric in REST if is_reported(view) else ():
        split = [source for source in sources if source.has(f"r_{metric}")]
        whole = _whole(sales, metric)
        if split and whole.numerator is not None:
            rest = amount(whole.numerator - sum(source.sum(f"r_{metric}") for source in split))
            yield Spoken(metric, metric, UNATTRIBUTED, from_rows(sales, rest))


def _whole(sales: PaneView, metric: str) -> Value:
    """The shop's own figure; distinct buyers of more than a day have no parts to compare with."""
    if metric == "buyers":
        seen = amount(sales.count("buyers")) if has_orders(sales) else told_distinct(sales, "r_buyers")
        return seen if sales.kind == "d" else Value(None)
    return amount(sales.sum(metric)) if has_orders(sales) else told(sales, f"r_{metric}")


STANDING = (
    Standing(
        "rest",
        ("d", "w", "M"),
        _reported,
        follows=frozenset({(), ("traffic_source",)}),
        is_shops=True,
        say=_rest,
    ),
)
FORMULAS: dict[str, Formula] = {}
