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


class Lines:
    """Lines that are decoded once, when somebody asks: most rows of a morning nobody looks at."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self._rows: list[Row] = []

    def decoded(self) -> list[Row]:
        """All lines as rows."""
        self._rows += [msgspec.json.decode(line) for line in self.lines[len(self._rows) :]]
        return self._rows


class Player:
    """One shop, its clock, and every row that was said so far."""

    def __init__(
        self, shop: str = "s1", aggregator: ShopAggregator | None = None, timezone: str | None = None
    ):
        """A shop nobody has heard of; with a `timezone` its settings come first."""
        self.shop, self.aggregator = shop, aggregator or ShopAggregator()
        self.now = moment("2026-11-20T00:00:00+08:00")
        self._said = Lines()  # rows of the durable outputs
        self._shown = Lines()  # current rows
        self._late = Lines()
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

    def leap_to(self, when: str | datetime) -> "Player":
        """Go to a moment with two ticks there and none on the way: windows in between close, nobody was watching."""
        self.at(when).tick()
        self.now += timedelta(seconds=12)
        self.tick()
        return self

    def tick(self) -> None:
        """One tick of ingest at the clock's moment, and what the analyzer says after it."""
        value = msgspec.json.encode({"tick": text_of(self.now)})
        self._feed(SourceRecord(len(self.records), None, value, is_tick=True))
        self._shown.lines += lines_of(self.aggregator.current(), METRICS)

    def _feed(self, record: SourceRecord) -> None:
        self.records.append(record)
        self.aggregator.apply(record)
        out = self.aggregator.take_rows()
        self._said.lines += lines_of(out, METRICS)
        self._late.lines += lines_of(out, LATE)

    @property
    def finals(self) -> list[Row]:
        """Every row that a checkpoint would have made durable, in order."""
        return self._said.decoded()

    @property
    def currents(self) -> list[Row]:
        """Every current row, in order."""
        return self._shown.decoded()

    @property
    def late(self) -> list[Row]:
        """Every event that came too late, in order."""
        return self._late.decoded()

    def rows(self, metric: str, kind: str, *, is_final: bool = True, **scope: str) -> list[Row]:
        """The `data` of all rows of a metric, window kind (rolling: its length) and exact scope, in order."""
        wanted = {"shop_id": self.shop, **scope}
        lines = self._said.lines if is_final else [*self._said.lines, *self._shown.lines]
        named = b'"metric":"%s"' % metric.encode()
        found = [msgspec.json.decode(line)["data"] for line in lines if named in line]
        return [
            row
            for row in found
            if row["is_final"] == is_final
            and row["scope"] == wanted
            and kind in (row["window"]["kind"], (row.get("parts") or {}).get("length"))
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


def lines_of(records: list[OutputRecord], topic: str) -> list[bytes]:
    """The lines of the records of a topic."""
    return [line for record in records if record.topic == topic for line in record.value.split(b"\n")]
