"""A small aggregator for the crash model: sums by minute, closed by ticks, revised, and dropped in the end."""

import json
import random
from collections.abc import Mapping

from services.analyzer.engine.aggregator import OutputRecord, SourceRecord

GRACE, LATE, WIDTH = 60, 600, 60


class Counting:
    """Windows of a minute; a row for each close and each revision."""

    def __init__(self) -> None:
        self.watermark = 0
        self.panes: dict[int, list[int]] = {}  # start -> [sum, revision, is pending]
        self.rows: list[OutputRecord] = []
        self.changed: set[int] = set()
        self.dropped: set[int] = set()
        self.is_watermark_changed = False

    def apply(self, record: SourceRecord) -> None:
        moment, number = (int(part) for part in record.value.split())
        if not record.is_tick and moment - moment % WIDTH + WIDTH + LATE > self.watermark:
            start = moment - moment % WIDTH
            pane = self.panes.setdefault(start, [0, 0, 1])
            pane[0] += number
            pane[2] = 1
            self.changed.add(start)
        if moment > self.watermark:
            self.watermark, self.is_watermark_changed = moment, True
        if record.is_tick:
            self._close(record.offset)

    def _close(self, offset: int) -> None:
        for start in sorted(self.panes):
            pane = self.panes[start]
            if pane[2] and start + WIDTH + GRACE <= self.watermark:
                pane[1], pane[2] = pane[1] + 1, 0
                row = json.dumps({"window": start, "revision": pane[1], "sum": pane[0], "offset": offset})
                self.rows.append(OutputRecord("rows", b"%d:%d" % (start, pane[1]), row.encode()))
                self.changed.add(start)
            elif start + WIDTH + LATE <= self.watermark:
                self._drop(start)

    def _drop(self, start: int) -> None:
        del self.panes[start]
        self.changed.discard(start)
        self.dropped.add(start)

    def take_rows(self) -> list[OutputRecord]:
        rows, self.rows = self.rows, []
        return rows

    def take_changed(self) -> dict[bytes, bytes]:
        items = {b"%d" % start: json.dumps(self.panes[start]).encode() for start in sorted(self.changed)}
        if self.is_watermark_changed:
            items[b"watermark"] = b"%d" % self.watermark
        self.changed, self.is_watermark_changed = set(), False
        return items

    def take_dropped(self) -> list[bytes]:
        dropped, self.dropped = sorted(self.dropped), set()
        return [b"%d" % start for start in dropped]

    def restore(self, items: Mapping[bytes, bytes]) -> None:
        for key, body in items.items():
            if key == b"watermark":
                self.watermark = int(body)
            else:
                self.panes[int(key)] = json.loads(body)


def a_log(seed: int, length: int = 1200) -> list[SourceRecord]:
    """Numbers with late ones among them, a tick every twenty records, and a quiet end."""
    chance = random.Random(seed)
    records: list[SourceRecord] = []
    for number in range(length):
        now = 1_700_000_000 + number * 2
        late = chance.choice([0, 0, 0, 20, 120, 400, 900])
        records.append(SourceRecord(len(records), b"s", b"%d %d" % (now - late, chance.randrange(1, 99))))
        if number % 20 == 0:
            records.append(SourceRecord(len(records), None, b"%d 0" % now, is_tick=True))
    for later in (100, 700, 1400):
        end = 1_700_000_000 + length * 2 + later
        records.append(SourceRecord(len(records), None, b"%d 0" % end, is_tick=True))
    return records
