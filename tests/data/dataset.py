"""Where the real data sets lie beside the project, and how a shop that replays one is described to a test."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.data.figures import Check, Expected

HOME = Path(__file__).resolve().parents[3] / "shared" / "data"
REVISION = 1
Event = dict[str, Any]
Row = dict[str, str]


class DataSet(NamedTuple):
    """One folder of published rows with the figures that they come to."""

    name: str

    @property
    def missing(self) -> str | None:
        """Why the set cannot be replayed on this machine, or None."""
        return None if (HOME / self.name / "truth").is_dir() else f"../shared/data/{self.name} is not here"

    def text(self, file: str) -> str:
        """The text of a file of the folder, packed or not, without its byte order mark."""
        packed = (HOME / self.name / file).read_bytes()
        return (gzip.decompress(packed) if file.endswith(".gz") else packed).decode("utf-8-sig")

    def rows(self, file: str, delimiter: str = ",") -> list[Row]:
        """The rows of a file with a header, in its order; names and values without spaces around them."""
        reader = csv.DictReader(io.StringIO(self.text(file), newline=""), delimiter=delimiter)
        return [{name.strip(): value.strip() for name, value in row.items()} for row in reader]

    def truth(self, name: str) -> list[Row]:
        """A table of the published figures."""
        return self.rows(f"truth/{name}.csv")

    def summary(self) -> dict[str, Any]:
        """The published totals."""
        return dict(json.loads(self.text("truth/summary.json")))


class Replay(NamedTuple):
    """A shop that sends a data set: its settings, its events in order, the figures that must come of them."""

    shop: str
    dataset: DataSet
    timezone: str
    currency: str
    exponent: int
    events: Callable[[datetime], Iterable[Event]]  # by the moment at which the sending begins
    expected: Callable[[datetime], Iterable[Expected]]
    checks: tuple[Check, ...] = ()  # what no single figure says
    looked_at: tuple[tuple[str, str, str], ...] = ()  # metric, window and scope names that the checks read beside them
    is_live: bool = False  # events that happen while they are sent, no history

    def configured(self, **more: Any) -> Event:
        """The settings, the shop's first event."""
        settings = {"timezone": self.timezone, "currency": self.currency, "money_exponent": self.exponent}
        data = {**settings, **more, "effective_from": "2000-01-01T00:00:00Z", "revision": REVISION}
        begin = datetime(2000, 1, 1, tzinfo=UTC)
        return event(self.shop, "shop.configured", "configured", begin, data)


def event(shop: str, kind: str, event_id: str, at: datetime, data: Event, history: bool = True) -> Event:
    """An event as the shop's own system would send it; what is None in the data is left out."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/{shop}/export",
        "type": kind,
        "time": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "shopid": shop,
        "history": history,
        "data": {name: value for name, value in data.items() if value is not None},
    }


def reported(shop: str, kind: str, event_id: str, zone: tzinfo, data: Event) -> Event:
    """A row of a report about a whole day (`day` in the data, `YYYY-MM-DD`), told at the end of that day."""
    day = datetime.fromisoformat(data["day"]).date() + timedelta(days=1)
    end = datetime.combine(day, time(), zone)
    complete = {"as_of": end.isoformat(), "revision": REVISION}
    return event(shop, kind, event_id, end, {**data, **complete})


def local(text: str, zone: str) -> datetime:
    """A moment of a file, `YYYY-MM-DD[ HH:MM[:SS]]` in the shop's time zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by their time, as a shop sends what it exports."""
    return sorted(events, key=lambda each: (each["time"], each["id"]))
