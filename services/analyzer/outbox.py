"""What is to be written, as records: lines of one shop and topic together, each record under the stream's limit."""

from collections.abc import Iterable

import msgspec

from services.analyzer.clock import LONG_KINDS
from services.analyzer.engine.aggregator import OutputRecord
from services.analyzer.rows import Figure
from services.analyzer.shop import Shop
from services.contracts.topics import ERASED_HEADER, LATE, METRICS, METRICS_FINAL, RECORD_MAX_BYTES

LASTING = LONG_KINDS | {"r7", "r14", "r28", "r30"}  # windows whose final rows are kept for long


class Outbox:
    """Lines in the order in which they were said, gathered by topic and shop."""

    def __init__(self) -> None:
        """Nothing to write."""
        self._lines: dict[tuple[str, str], list[bytes]] = {}
        self._erased: list[OutputRecord] = []

    def figures(self, shop: Shop, figures: Iterable[Figure]) -> None:
        """Rows of a shop; final rows of a day and longer go to the topic that keeps them, too.

        Those of single buyers do not: they stay where they go after some days.
        """
        at = shop.clock.watermark
        for figure in figures:
            line = shop.writer.line(figure, at)
            self._add(METRICS, shop.shop_id, line)
            if figure.is_final and figure.kind in LASTING and not _is_of_buyer(figure):
                self._add(METRICS_FINAL, shop.shop_id, line)

    def late(self, shop_id: str, line: bytes) -> None:
        """An event that came too late to change anything, as it came."""
        self._add(LATE, shop_id, line)

    def erased(self, shop: Shop) -> None:
        """Persons were erased: whoever keeps rows of theirs, said until now, is to forget them."""
        digests, shop.erased = shop.erased, []
        for digest in digests:
            told = msgspec.json.encode({"digest": digest, "at": shop.clock.watermark})
            headers = ((ERASED_HEADER, told),)
            self._erased.append(OutputRecord(METRICS, shop.shop_id.encode(), b"", headers))

    def _add(self, topic: str, shop_id: str, line: bytes) -> None:
        self._lines.setdefault((topic, shop_id), []).append(line)

    def take(self) -> list[OutputRecord]:
        """The records since the last call."""
        gathered, self._lines = self._lines, {}
        records = []
        for (topic, shop_id), lines in gathered.items():
            records += [OutputRecord(topic, shop_id.encode(), value) for value in _values(lines)]
        erased, self._erased = self._erased, []
        return records + erased


def _is_of_buyer(figure: Figure) -> bool:
    return any(name == "buyer_id" for name, _ in figure.scope)


def _values(lines: list[bytes]) -> Iterable[bytes]:
    """The lines as record values, split where a record would grow too large."""
    part: list[bytes] = []
    size = 0
    for line in lines:
        if part and size + len(line) + 1 > RECORD_MAX_BYTES:
            yield b"\n".join(part)
            part, size = [], 0
        part.append(line)
        size += len(line) + 1
    if part:
        yield b"\n".join(part)
