"""Holds the analyzer's final rows against the oracle: every scope and window of each compared metric."""

from collections.abc import Container, Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import msgspec

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from services.contracts.metrics import CATALOGUE
from services.contracts.topics import METRICS
from tests.analyzer.oracle import ANSWERS, Oracle, windows
from tests.analyzer.oracle.values import Answer, Share, exact, shown
from tests.analyzer.oracle.which import moment
from tests.analyzer.oracle.windows import Window

KEY_OF = {
    "T": "traffic_source",
    "D": "device",
    "V": "visitor_class",
    "I": "item_id",
    "K": "keyword",
    "A": "agent_id",
    "P": "promo_id",
    "Y": "activity_id",
}
KIND_OF = {"p": "pulse", "m": "minute", "h": "hour", "d": "day", "w": "week", "M": "month"} | {
    "q": "quarter",
    "y": "year",
}
KEPT = timedelta(days=15)
ROLLING = (7, 14, 28)
INSIDE = {("item_visitors", "T")}  # the traffic sources of an item, never of the shop
PARTIAL = {
    "net_sales",
    "item_rank",
    "item_visitors",
}  # nothing in the shop does not mean nothing in its parts
NOT_SAID = {("visitors", letter, window) for letter in "CY" for window in "mhdwM"}  # not there yet
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


class Difference(NamedTuple):
    """One figure on which the two do not agree."""

    place: Place
    analyzer: Any
    oracle: Any

    def __str__(self) -> str:
        metric, scope, window = self.place
        where = " ".join(f"{name}={value}" for name, value in scope) or "shop"
        return (
            f"{metric} {where} {window.kind} {window.start:%m-%d %H:%M:%S}: {self.analyzer} but {self.oracle}"
        )


def rows_of(records: Iterable[SourceRecord]) -> list[OutputRecord]:
    """What an analyzer that never stops says of a log."""
    aggregator, said = ShopAggregator(), []
    for record in records:
        aggregator.apply(record)
        said += aggregator.take_rows()
    return said


def last_words(said: Iterable[OutputRecord]) -> dict[Place, dict[str, Any]]:
    """The newest final row of each figure that the oracle knows, too."""
    found: dict[Place, dict[str, Any]] = {}
    for record in said:
        if record.topic != METRICS:
            continue
        for line in record.value.split(b"\n"):
            row = msgspec.json.decode(line)["data"]
            if not row["is_final"] or row["metric"] not in ANSWERS:
                continue
            place = _place(row)
            if place not in found or found[place]["revision"] <= row["revision"]:
                found[place] = row
    return found


def _place(row: dict[str, Any]) -> Place:
    scope = tuple(sorted((name, value) for name, value in row["scope"].items() if name != "shop_id"))
    told = row["window"]
    kind = row["parts"]["length"] if told["kind"] == "rolling" else told["kind"]
    return Place(row["metric"], scope, Window(kind, moment(told["start"]), moment(told["end"])))


def differences(
    lines: list[dict[str, Any]],
    said: Iterable[OutputRecord],
    until: datetime,
    kinds: Container[str],
    aside: Container[str] = (),
) -> list[Difference]:
    """Figures of windows that ended before `until`, of the given kinds, in which analyzer and oracle differ.

    Metrics `aside` are not compared.
    """
    oracle, found = Oracle(lines), last_words(said)
    places = {place for place in found if place.window.kind in kinds and place.window.end <= until}
    places |= set(expected_places(oracle, until, kinds))
    begun = min(event.arrived for event in oracle.events if not event.is_history)
    wrong = []
    for place in sorted(places):
        if place.metric in aside or is_old(place, begun):
            continue
        row, answer = found.get(place), oracle.answer(place.metric, dict(place.scope), place.window)
        if not agree(row, answer):
            wrong.append(Difference(place, _told(row), answer))
    return wrong


def is_old(place: Place, begun: datetime) -> bool:
    """Whether a figure is of a window of history that the analyzer does not say (begun: when it began to listen).

    Of the hours of items, promos, agents, keywords and activities it takes history of the last 15 days, for what
    looks back so far; expected values are there to be compared with what happens, and in history nothing does.
    """
    if place.metric == "visitors_expected":
        return place.window.end <= begun
    is_narrow = bool(place.scope) and place.scope[0][0] not in ALWAYS
    return place.window.kind == "hour" and is_narrow and place.window.end + KEPT < begun


def _told(row: dict[str, Any] | None) -> str:
    if row is None:
        return "no row"
    share = f" = {row['numerator']}/{row['denominator']}" if "numerator" in row else ""
    return f"{row.get('value', row.get('null_reason'))}{share} (revision {row['revision']})"


def agree(row: dict[str, Any] | None, answer: Answer) -> bool:
    """Whether a row says what the oracle says; no row and no data say nothing, and so does a sum over nothing."""
    true = exact(answer)
    if row is None or row.get("value") is None:
        return true is None or true == 0
    if true is None or isinstance(true, str):
        return row.get("label", row["value"]) == true
    same_value = shown(true) == Fraction(str(row["value"]))
    if not isinstance(answer, Share):
        return same_value
    told = (Fraction(row["numerator"]), Fraction(row["denominator"]))
    return same_value and told[0] * answer.denominator == told[1] * answer.numerator


def expected_places(oracle: Oracle, until: datetime, kinds: Container[str]) -> Iterator[Place]:
    """Every figure that the tables of metrics.md name, of the windows in which the shop was alive."""
    alive = list(windows_of(oracle, until, kinds))
    values = values_of(oracle)
    for metric in ANSWERS:
        entry = CATALOGUE[metric]
        for letter in entry.scopes:
            wanted = {KIND_OF.get(window, window) for window in entry.windows}
            if letter in "ST" and "rN" in wanted:
                wanted |= {f"r{length}" for length in ROLLING}
            scopes = [()] if letter == "S" else values.get(KEY_OF.get(letter, ""), [])
            if (metric, letter) in INSIDE:
                continue
            wanted -= {
                KIND_OF.get(kind, kind) for name, part, kind in NOT_SAID if (name, part) == (metric, letter)
            }
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
        found |= {windows.rolling(day, length, zone) for length in ROLLING}
    return {window for window in found if window.kind in kinds and window.end <= until}


def values_of(oracle: Oracle) -> dict[str, list[Scope]]:
    """The scopes that the events speak of, by key."""
    found = {key: set(ALWAYS.get(key, ())) for key in KEY_OF.values()}
    for event in oracle.events:
        told = [event.data, *event.data.get("lines", ())]
        for key, values in found.items():
            values |= {part[key] for part in told if isinstance(part.get(key), str)}
    return {key: [((key, value),) for value in sorted(values)] for key, values in found.items()}


def end_of(records: list[SourceRecord]) -> datetime:
    """A moment before which every window of a log is final: its last tick, less the grace of two minutes."""
    last = msgspec.json.decode(records[-1].value)["tick"]
    return moment(last) - timedelta(minutes=2)


def lines_of(records: list[SourceRecord]) -> list[dict[str, Any]]:
    """The events of a log as they were written."""
    return [
        msgspec.json.decode(line)
        for record in records
        if not record.is_tick
        for line in record.value.split(b"\n")
    ]
