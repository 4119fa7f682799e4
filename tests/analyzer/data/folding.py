"""A data set folded in process: its events as ingest would write them, its final figures as the analyzer says them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.contracts.topics import METRICS
from tests.data.dataset import Replay
from tests.data.figures import Found, Key, Said, begin, differences

BEGIN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LINES = 60  # events of one record
TICK_AFTER, TICK_EVERY = 200, timedelta(minutes=1)  # records between two ticks, and what passes meanwhile
TICK_IN_SILENCE = timedelta(seconds=2)


class Window(msgspec.Struct):
    """The window of a row."""

    kind: str
    start: str


class Figure(msgspec.Struct):
    """What is looked at of a row."""

    metric: str
    scope: dict[str, str]
    window: Window
    is_final: bool
    value: float | int | None = None
    numerator: int | None = None
    denominator: int | None = None
    label: str | None = None
    parts: dict[str, Any] | None = None


class Line(msgspec.Struct):
    """A row."""

    data: Figure


_decode = msgspec.json.Decoder(Line).decode_lines


def finals(replay: Replay) -> Found:
    """The newest final figure of everything that a shop comes to."""
    found: dict[Key, Said] = {}
    aggregator = ShopAggregator(zone_of=lambda _: replay.timezone)
    for record in the_log(replay, lambda: any(shop.pending_revisions for shop in aggregator.progress())):
        aggregator.apply(record)
        for out in aggregator.take_rows():
            if out.topic == METRICS:
                for line in _decode(out.value):
                    if line.data.is_final:
                        found[_key(line.data)] = _said(line.data)
    return found


def the_log(replay: Replay, is_waiting: Callable[[], bool]) -> Iterator[SourceRecord]:
    """Everything as fast as it can be sent, with a tick between records, then silence until no revision waits."""
    offset, now = 0, BEGIN
    lines: list[bytes] = []
    for event in replay.events(BEGIN):
        lines.append(msgspec.json.encode({**event, "receivedat": _text(now)}))
        if len(lines) == LINES:
            yield SourceRecord(offset, replay.shop.encode(), b"\n".join(lines))
            offset, lines = offset + 1, []
            if offset % TICK_AFTER == 0:
                now += TICK_EVERY
                yield _tick(offset, now)
                offset += 1
    if lines:
        yield SourceRecord(offset, replay.shop.encode(), b"\n".join(lines))
    for _ in range(10):
        offset, now = offset + 1, now + timedelta(minutes=1)
        yield _tick(offset, now)
    while is_waiting():
        offset, now = offset + 1, now + TICK_IN_SILENCE
        yield _tick(offset, now)


def _tick(offset: int, now: datetime) -> SourceRecord:
    return SourceRecord(offset, None, msgspec.json.encode({"tick": _text(now)}), is_tick=True)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _key(figure: Figure) -> Key:
    named = tuple(sorted((name, value) for name, value in figure.scope.items() if name != "shop_id"))
    window = figure.window.kind
    if window == "rolling":
        window = str((figure.parts or {})["length"])
    return Key(figure.metric, window, named, begin(window, figure.window.start))


def _said(figure: Figure) -> Said:
    return Said(figure.value, figure.numerator, figure.denominator, figure.label, figure.parts)


def compared(replay: Replay) -> tuple[int, list[str]]:
    """How many published figures were held against the shop's, and a sentence for each that differs."""
    found = finals(replay)
    expected = list(replay.expected(BEGIN))
    wrong = [words for check in replay.checks for words in check(BEGIN, found)]
    return len(expected), differences(found, expected) + wrong
