"""What is to be written, as records: lines of one shop and topic together, each record under the stream's limit."""

from collections.abc import Iterable

import msgspec

from services.analyzer.clock import LONG_KINDS
from services.analyzer.engine.aggregator import OutputRecord
from services.analyzer.rows import Figure, Sums
from services.analyzer.shop import Shop
from services.contracts.topics import ERASED_HEADER, LATE, METRICS, METRICS_FINAL, RECORD_MAX_BYTES

LASTING = LONG_KINDS | {"r7", "r14", "r28", "r30"}  # windows whose final rows are kept for long


class _Sheet:
    """The lines of one topic and shop, split where a record would grow too large.

    A full record is put together at once: at the end of a day there are millions of lines, which nobody needs apart.
    """

    __slots__ = ("_full", "_lines", "_size")

    def __init__(self) -> None:
        self._full: list[bytes] = []
        self._lines: list[bytes] = []
        self._size = 0

    def add(self, line: bytes) -> None:
        """One more line."""
        if self._lines and self._size + len(line) + 1 > RECORD_MAX_BYTES:
            self._full.append(b"\n".join(self._lines))
            self._lines, self._size = [], 0
        self._lines.append(line)
        self._size += len(line) + 1

    def add_all(self, lines: list[bytes]) -> None:
        """Some more lines."""
        size = self._size + sum(map(len, lines)) + len(lines)
        if size <= RECORD_MAX_BYTES:
            self._lines += lines
            self._size = size
            return
        for line in lines:
            self.add(line)

    def values(self) -> list[bytes]:
        """The records' values."""
        return [*self._full, b"\n".join(self._lines)]


class Outbox:
    """Lines in the order in which they were said, gathered by topic and shop."""

    def __init__(self) -> None:
        """Nothing to write."""
        self._sheets: dict[tuple[str, str], _Sheet] = {}
        self._erased: list[OutputRecord] = []

    def figures(self, shop: Shop, figures: Iterable[Figure | Sums]) -> None:
        """Rows of a shop; final rows of a day and longer go to the topic that keeps them, too.

        Those of single buyers do not: they stay where they go after some days.
        """
        at, write, sheet = shop.clock.watermark, shop.writer.line, None
        for figure in figures:
            if sheet is None:
                sheet = self._sheet(METRICS, shop.shop_id)
            if isinstance(figure, Sums):
                sheet.add_all(shop.writer.sums(figure, at))
                continue
            line = write(figure, at)
            sheet.add(line)
            if figure.is_final and figure.kind in LASTING and not _is_of_buyer(figure):
                self._sheet(METRICS_FINAL, shop.shop_id).add(line)

    def late(self, shop_id: str, line: bytes) -> None:
        """An event that came too late to change anything, as it came."""
        self._sheet(LATE, shop_id).add(line)

    def erased(self, shop: Shop) -> None:
        """Persons were erased: whoever keeps rows of theirs, said until now, is to forget them."""
        digests, shop.erased = shop.erased, []
        for digest in digests:
            told = msgspec.json.encode({"digest": digest, "at": shop.clock.watermark})
            headers = ((ERASED_HEADER, told),)
            self._erased.append(OutputRecord(METRICS, shop.shop_id.encode(), b"", headers))

    def _sheet(self, topic: str, shop_id: str) -> _Sheet:
        sheet = self._sheets.get((topic, shop_id))
        if sheet is None:
            sheet = self._sheets[topic, shop_id] = _Sheet()
        return sheet

    def take(self) -> list[OutputRecord]:
        """The records since the last call."""
        sheets, self._sheets = self._sheets, {}
        records = [
            OutputRecord(topic, shop_id.encode(), value)
            for (topic, shop_id), sheet in sheets.items()
            for value in sheet.values()
        ]
        erased, self._erased = self._erased, []
        return records + erased


def _is_of_buyer(figure: Figure) -> bool:
    return "buyer_id" in [name for name, _ in figure.scope]
