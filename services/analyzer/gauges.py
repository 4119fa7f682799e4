"""Figures for monitoring: the shop's day, its sources, devices and best items, and what fails, by department."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.formulas.table import FORMULAS
from services.analyzer.moments import Span
from services.analyzer.panes import PaneKey, Said
from services.analyzer.ranking import leaders
from services.analyzer.shop import Shop
from services.contracts.catalogue.entry import Band, Metric
from services.contracts.metrics import CATALOGUE
from services.contracts.vocabulary import values

GAUGED = ("gmv", "orders", "buyers", "visitors", "net_sales", "refund_amount", "conversion")
ADDED = ("gmv", "orders")  # of these, the parts of a split add up to the shop
OF_SOURCES = (*ADDED, "visitors")
SPLIT = {"traffic_source": values("traffic_source"), "device": values("device")}
OTHER = "other"
OF_ITEMS = ("gmv", "units", "item_visitors")
SLOTS = 5  # the best items by traffic, as in `item_rank`
LOOKED_BACK = 3  # windows: some figures wait for what belongs to them, inquiries for a day
DEPARTMENT, SLOT = "department", "item_slot"


class Gauge(NamedTuple):
    """One figure; `label` is empty, `traffic_source`, `device`, `department` or `item_slot`; money in minor units."""

    metric: str
    shop_id: str
    label: str
    label_value: str
    value: float


def gauges_of(shop: Shop) -> Iterator[Gauge]:
    """The figures of the day that the shop's watermark is in; a figure without a value is left out."""
    if not shop.clock.watermark:
        return
    today = shop.calendar.day(shop.clock.watermark).start
    yield from _figures(shop, today, SHOP, GAUGED, "", "")
    for label, known in SPLIT.items():
        yield from _split(shop, today, label, known)
    for position, scope in enumerate(leaders(shop.windows, today, SLOTS), 1):
        yield from _figures(shop, today, scope, OF_ITEMS, SLOT, str(position))
    yield from _failing(shop, today)


def _split(shop: Shop, today: int, label: str, known: tuple[str, ...]) -> Iterator[Gauge]:
    """By the values that everybody knows; what is left of a sum lies under names of the shop's own."""
    left = {gauge.metric: gauge.value for gauge in _figures(shop, today, SHOP, ADDED, "", "")}
    for value in known:
        scope = ((label, value),)
        if shop.windows.book.get(PaneKey("s", "d", today, scope)) is not None:
            for gauge in _figures(shop, today, scope, OF_SOURCES, label, value):
                left[gauge.metric] = left.get(gauge.metric, 0) - gauge.value
                yield gauge
    yield from (Gauge(name, shop.shop_id, label, OTHER, left[name]) for name in ADDED if left.get(name))


def _figures(
    shop: Shop, today: int, scope: Scope, metrics: tuple[str, ...], label: str, value: str
) -> Iterator[Gauge]:
    key = PaneKey("s", "d", today, scope)
    view = shop.speaker.view(key, shop.windows.book.get(key))
    for metric in metrics:
        shown = FORMULAS[metric].compute(view).shown
        if shown is not None:
            yield Gauge(metric, shop.shop_id, label, value, float(shown))


def _failing(shop: Shop, today: int) -> Iterator[Gauge]:
    """How many of a department's banded figures fail in their last closed window; none where none was said."""
    counts: dict[str, int] = {}
    for metric, bands in BANDED:
        said = _last_said(shop, metric, today)
        if said is not None:
            counts[metric.owner] = counts.get(metric.owner, 0) + any(is_in(said, band) for band in bands)
    for department, failing in sorted(counts.items()):
        yield Gauge("failing_figures", shop.shop_id, DEPARTMENT, department, float(failing))


def _last_said(shop: Shop, metric: Metric, today: int) -> Said | None:
    """The last final figure of the shop: of the window that ended with or before yesterday."""
    kind = next(window for window in metric.windows if window[0] in "dwMr")
    last = today
    for _ in range(LOOKED_BACK):
        span = _ended(shop, kind, last)
        pane = shop.windows.book.get(PaneKey(FORMULAS[metric.id].family, kind, span.start, SHOP))
        if pane is not None and metric.id in pane.said:
            return pane.said[metric.id]
        last = span.start if kind[0] != "r" else shop.calendar.day(last - 1).start
    return None


def _ended(shop: Shop, kind: str, until: int) -> Span:
    """The last window of a kind that ended at or before the first second of a day."""
    yesterday = shop.calendar.day(until - 1)
    if kind[0] == "r":
        return _rolling(shop, yesterday.start, int(kind[1:]))
    span = yesterday.spans[kind]
    return span if span.end <= until else shop.calendar.day(span.start - 1).spans[kind]


def _rolling(shop: Shop, last: int, days: int) -> Span:
    day = shop.calendar.day(last)
    return Span(shop.calendar.days_on(day.date, 1 - days).start, day.spans["d"].end)


def is_in(said: Said, band: Band) -> bool:
    """Whether a figure lies in a band, compared exactly; a figure without a value lies in none."""
    if said.numerator is None or said.null_reason is not None or said.denominator == 0:
        return False
    value, threshold = Fraction(said.numerator, said.denominator or 1), Fraction(band.threshold)
    match band.op:
        case "<":
            return value < threshold
        case "<=":
            return value <= threshold
        case ">":
            return value > threshold
        case ">=":
            return value >= threshold
    return value == threshold


# What fails by its own figure alone, for the shop as a whole.
BANDED: tuple[tuple[Metric, tuple[Band, ...]], ...] = tuple(
    (metric, bands)
    for metric in CATALOGUE.values()
    if metric.id in FORMULAS and "S" in metric.scopes
    if (
        bands := tuple(
            band
            for band in metric.bands
            if band.band == "fail" and not band.against and band.when in {"", *metric.windows}
        )
    )
)
