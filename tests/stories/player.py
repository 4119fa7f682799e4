"""Plays events of one shop through the analyzer's judgement in process: a clock, its ticks, and the rows that come out.

    play = Player("s1")
    play.at("2026-11-20T10:00:00+08:00")
    play.say("order.paid", order_id="o1", amount_minor=10000)
    play.pass_to("2026-11-21T00:03:00+08:00")
    play.final("gmv", "day")                                  # -> 10000

Every event travels as the NDJSON line that ingest would write, in a record of its own, at the clock's moment; ticks
come every two seconds of the clock (fewer across long quiet times, as the analyzer cannot tell).
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from services.contracts.topics import LATE, METRICS

TICK = timedelta(seconds=2)
LONG_TICK = timedelta(seconds=30)  # in quiet times longer than five minutes
Row = dict[str, Any]


def moment(text: str | datetime) -> datetime:
    """An aware moment from ISO text."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(text)


def text_of(at: datetime) -> str:
    """A moment as UTC text with microseconds, as ingest writes it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Player:
    """One shop, its clock, and every row that was said so far."""

    def __init__(
        self, shop: str = "s1", aggregator: ShopAggregator | None = None, timezone: str | None = None
    ):
        """A shop nobody has heard of; with a `timezone` its settings come first."""
        self.shop, self.aggregator = shop, aggregator or ShopAggregator()
        self.now = moment("2026-11-20T00:00:00+08:00")
        self.finals: list[Row] = []
        self.currents: list[Row] = []
        self.late: list[Row] = []
        self.records: list[SourceRecord] = []
        self._ids = count(1)
        self._zone = timezone

    def at(self, when: str | datetime) -> "Player":
        """Set the clock without living through the time between."""
        self.now = moment(when)
        if self._zone is not None:
            zone, self._zone = self._zone, None
            settings = {
                "timezone": zone,
                "currency": "CNY",
                "effective_from": "2000-01-01T00:00:00Z",
                "revision": 1,
            }
            self.say("shop.configured", **settings)
        return self

    def line(self, kind: str, data: Row, **envelope: Any) -> bytes:
        """The line that ingest would write for an event now."""
        at = moment(envelope.pop("time", self.now))
        event = {
            "specversion": "1.0",
            "id": envelope.pop("id", None) or f"e{next(self._ids)}",
            "source": envelope.pop("source", f"/{self.shop}/storefront"),
            "type": kind,
            "time": text_of(at),
            "shopid": self.shop,
            "receivedat": text_of(moment(envelope.pop("receivedat", self.now))),
            **envelope,
            "data": data,
        }
        return msgspec.json.encode(event)

    def say(self, event_type: str, /, *, envelope: Row | None = None, **data: Any) -> None:
        """Send one event; `envelope` overrides its id, time, receivedat, source or history."""
        self.send([self.line(event_type, data, **(envelope or {}))])

    def send(self, lines: list[bytes]) -> None:
        """Send lines as one record."""
        self._feed(SourceRecord(len(self.records), self.shop.encode(), b"\n".join(lines)))

    def pass_to(self, when: str | datetime) -> "Player":
        """Live until a moment, tick by tick; current rows are said after every tick."""
        end = moment(when)
        while self.now < end:
            step = TICK if end - self.now < timedelta(minutes=5) else LONG_TICK
            self.now = min(end, self.now + step)
            self.tick()
        return self

    def tick(self) -> None:
        """One tick of ingest at the clock's moment, and what the analyzer says after it."""
        value = msgspec.json.encode({"tick": text_of(self.now)})
        self._feed(SourceRecord(len(self.records), None, value, is_tick=True))
        self.currents += rows_of(self.aggregator.current(), METRICS)

    def _feed(self, record: SourceRecord) -> None:
        self.records.append(record)
        self.aggregator.apply(record)
        out = self.aggregator.take_rows()
        self.finals += rows_of(out, METRICS)
        self.late += rows_of(out, LATE)

    def rows(self, metric: str, kind: str, *, is_final: bool = True, **scope: str) -> list[Row]:
        """The `data` of all rows of a metric, window kind (rolling: its length) and exact scope, in order."""
        wanted = {"shop_id": self.shop, **scope}
        said = self.finals if is_final else [*self.finals, *self.currents]
        return [
            row["data"]
            for row in said
            if row["data"]["metric"] == metric
            and row["data"]["is_final"] == is_final
            and row["data"]["scope"] == wanted
            and kind in (row["data"]["window"]["kind"], (row["data"].get("parts") or {}).get("length"))
        ]

    def final_row(self, metric: str, kind: str = "day", start: str | None = None, **scope: str) -> Row:
        """The newest final row of a window (of the only or latest window without `start`)."""
        found = self.rows(metric, kind, **scope)
        if start is not None:
            found = [row for row in found if moment(row["window"]["start"]) == moment(start)]
        assert found, f"no final row of {metric} {kind} {start} {scope}"
        return max(found, key=lambda row: (moment(row["window"]["start"]), row["revision"]))

    def final(self, metric: str, kind: str = "day", start: str | None = None, **scope: str) -> Any:
        """The value of the newest final row."""
        return self.final_row(metric, kind, start, **scope).get("value")

    def current_row(self, metric: str, kind: str, **scope: str) -> Row:
        """The row said last of a running window."""
        found = self.rows(metric, kind, is_final=False, **scope)
        assert found, f"no current row of {metric} {kind} {scope}"
        return found[-1]

    def current(self, metric: str, kind: str, **scope: str) -> Any:
        """The value said last of a running window."""
        return self.current_row(metric, kind, **scope).get("value")


def rows_of(records: list[OutputRecord], topic: str) -> list[Row]:
    """The lines of the records of a topic, decoded."""
    return [
        msgspec.json.decode(line)
        for record in records
        if record.topic == topic
        for line in record.value.split(b"\n")
    ]
