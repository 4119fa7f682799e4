"""Which figures are compared with the oracle: the scopes and windows of the tables of metrics.md, and what is not."""

from collections.abc import Container, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from services.analyzer.formulas.table import FORMULAS
from services.contracts.metrics import CATALOGUE
from tests.analyzer.oracle import ANSWERS, Oracle, windows
from tests.analyzer.oracle.values import exact
from tests.analyzer.oracle.windows import Window

KEY_OF = {
    "T": "traffic_source",
    "D": "device",
    "V": "visitor_class",
    "I": "item_id",
    "K": "keyword",
    "A": "agent_id",
    "C": "category_id",
    "H": "person_id",
    "P": "promo_id",
    "Y": "activity_id",
}
KIND_OF = {"p": "pulse", "m": "minute", "h": "hour", "d": "day", "w": "week", "M": "month"} | {
    "q": "quarter",
    "y": "year",
}
BEYOND = ("item_rank", "visitors_expected")  # said without a formula of the table
COMPARED = tuple(metric for metric in ANSWERS if metric in FORMULAS or metric in BEYOND)
# Whether a quiet day has data is told by the clock and by what is usual: compared for the days of the shop's life.
OF_DAYS_WITH_DATA = {
    *("visitors_expected", "daily_units_mean", "days_of_cover", "stock_state", "reorder_units"),
}
LIVELY = timedelta(days=3, hours=2)
KEPT = timedelta(days=15)
ROLLING = (7, 14, 28)
LENGTHS = (7, 14, 28, 30, 90)
INSIDE = {  # of these metrics the letter splits another scope
    ("item_visitors", "T"),
    ("keyword_buyers", "I"),
    ("keyword_orders", "I"),
    ("keyword_conversion", "I"),
    ("dsr", "S"),
    ("return_reason_share", "S"),
    ("return_reason_share", "I"),
}
LAZY = {  # said of items for which there is a reason to look, and right where they are said
    "gross_margin",
    "break_even_roi",
    "daily_units_mean",
    "own_price",
}
PARTIAL = {
    "net_sales",
    "item_rank",
    "item_visitors",
}  # nothing in the shop does not mean nothing in its parts
ALWAYS = {
    "traffic_source": {"unknown"},
    "device": {"other"},
    "visitor_class": {"new", "returning", "unknown"},
}
Scope = tuple[tuple[str, str], ...]


class Place(NamedTuple):
    """What a figure is about."""

    metric: str
    scope: Scope
    window: Window


def is_old(place: Place, begun: datetime) -> bool:
    """Whether a figure is of a window of history that the analyzer does not say (begun: when it began to listen).

    Of the hours of items, promos, agents, keywords and activities it takes history of the last 15 days, for what
    looks back so far; expected values are there to be compared with what happens, and in history nothing does.
    """
    if place.metric == "visitors_expected" and place.window.end <= begun:
        return True
    if place.metric in OF_DAYS_WITH_DATA and place.window.end > begun + LIVELY:
        return True
    is_narrow = bool(place.scope) and place.scope[0][0] not in ALWAYS
    return place.window.kind == "hour" and is_narrow and place.window.end + KEPT < begun


def expected_places(oracle: Oracle, until: datetime, kinds: Container[str]) -> Iterator[Place]:
    """Every figure that the tables of metrics.md name, of the windows in which the shop was alive."""
    alive = list(windows_of(oracle, until, kinds))
    values = values_of(oracle)
    for metric in COMPARED:
        if metric in LAZY:
            continue
        entry = CATALOGUE[metric]
        for letter in entry.scopes:
            wanted = {KIND_OF.get(window, window) for window in entry.windows}
            if letter in "ST" and "rN" in wanted:
                wanted |= {f"r{length}" for length in ROLLING}
            scopes = [()] if letter == "S" else values.get(KEY_OF.get(letter, ""), [])
            if (metric, letter) in INSIDE:
                continue
            for window in alive:
                if window.kind in wanted and (letter == "S" or not _is_empty(oracle, metric, window)):
                    yield from (Place(metric, scope, window) for scope in scopes)


def _is_empty(oracle: Oracle, metric: str, window: Window) -> bool:
    """Whether a short window of the whole shop holds nothing of a sum: then no part of the shop does."""
    if window.kind not in windows.SHORT or metric in PARTIAL:
        return False
    return not exact(oracle.answer(metric, {}, window))


def windows_of(oracle: Oracle, until: datetime, kinds: Container[str]) -> set[Window]:
    """The windows that hold an event, and the rolling ones that end with a day since the first."""
    zone = oracle.zone
    found = set()
    for event in oracle.events:
        day = windows.day_of(event.at, zone)
        found |= {windows.short(kind, event.at) for kind in windows.SHORT}
        found |= {windows.calendar(kind, day, zone) for kind in ("week", "month", "quarter", "year")}
        found.add(windows.day(day, zone))
        found |= {windows.rolling(day, length, zone) for length in LENGTHS}
    return {window for window in found if window.kind in kinds and window.end <= until}


def values_of(oracle: Oracle) -> dict[str, list[Scope]]:
    """The scopes that the events speak of, by key."""
    found = {key: set(ALWAYS.get(key, ())) for key in KEY_OF.values()}
    for event in oracle.events:
        told = [event.data, *event.data.get("lines", ())]
        for key, values in found.items():
            values |= {part[key] for part in told if isinstance(part.get(key), str)}
    return {key: [((key, value),) for value in sorted(values)] for key, values in found.items()}
