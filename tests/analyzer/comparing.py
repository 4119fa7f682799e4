"""Holds the analyzer's final rows against the oracle: every scope and window of each compared metric."""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import msgspec

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from services.contracts.topics import METRICS
from tests.analyzer.compared import COMPARED, Place, expected_places, is_old
from tests.analyzer.oracle import Oracle
from tests.analyzer.oracle.values import Answer, Share, exact, shown
from tests.analyzer.oracle.which import moment
from tests.analyzer.oracle.windows import Window


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
            if not row["is_final"] or row["metric"] not in COMPARED:
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
) -> list[Difference]:
    """Figures of windows that ended before `until`, of the given kinds, in which analyzer and oracle differ."""
    oracle, found = Oracle(lines), last_words(said)
    places = {place for place in found if place.window.kind in kinds and place.window.end <= until}
    places |= set(expected_places(oracle, until, kinds))
    begun = min(event.arrived for event in oracle.events if not event.is_history)
    wrong = []
    for place in sorted(places):
        if is_old(place, begun):
            continue
        row, answer = found.get(place), oracle.answer(place.metric, dict(place.scope), place.window)
        if not agree(row, answer) and not is_unheard(row, place.window, oracle):
            wrong.append(Difference(place, _told(row), answer))
    return wrong


def _told(row: dict[str, Any] | None) -> str:
    if row is None:
        return "no row"
    share = f" = {row['numerator']}/{row['denominator']}" if "numerator" in row else ""
    value = row.get("label", row.get("value", row.get("null_reason")))
    return f"{value}{share} (revision {row['revision']})"


def is_unheard(row: dict[str, Any] | None, window: Window, oracle: Oracle) -> bool:
    """Whether a row says that nothing was heard of the shop in its window, and so it is."""
    is_silent = row is not None and row.get("null_reason") == "no_data"
    return is_silent and not any(event.at in window for event in oracle.events)


def agree(row: dict[str, Any] | None, answer: Answer) -> bool:
    """Whether a row says what the oracle says; no row and no data say nothing, and so does a sum over nothing."""
    true = exact(answer)
    if isinstance(true, str):
        return row is not None and row.get("label") == true
    if row is None or row.get("value") is None:
        return true is None or true == 0
    if true is None:
        return False
    same_value = shown(true) == Fraction(str(row["value"]))
    if not isinstance(answer, Share):
        return same_value
    told = (Fraction(row["numerator"]), Fraction(row["denominator"]))
    return same_value and told[0] * answer.denominator == told[1] * answer.numerator


def end_of(records: list[SourceRecord]) -> datetime:
    """A moment before which every window of a log is final: its last tick, less what inquiries wait for a payment."""
    last = msgspec.json.decode(records[-1].value)["tick"]
    return moment(last) - timedelta(hours=25)


def lines_of(records: list[SourceRecord]) -> list[dict[str, Any]]:
    """The events of a log as they were written."""
    return [
        msgspec.json.decode(line)
        for record in records
        if not record.is_tick
        for line in record.value.split(b"\n")
    ]
