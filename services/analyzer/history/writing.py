"""Takes the metrics topic into SQL: all rows, whoever said them, in the transaction that moves the offsets."""

from collections.abc import Sequence

import msgspec
from sqlmodel import Session

from services.analyzer import telemetry
from services.analyzer.history.forgetting import erased_in, forget, forgotten, is_of_buyer
from services.analyzer.history.lines import Address, Stored, read_line
from services.analyzer.history.store import Batch
from services.runtime import logs
from services.runtime.kafka.inbox import InboxRecord

log = logs.get(__name__)


class HistoryWriter:
    """The handler of the history's inbox."""

    def __init__(self) -> None:
        """Nothing was written yet."""
        self.rows = 0
        self.unread = 0

    def take(self, session: Session, records: Sequence[InboxRecord]) -> None:
        """Write the rows of some records, and forget whom they tell to forget."""
        batch, of_buyers = Batch(), []
        for record in records:
            erased = erased_in(record)
            if erased is not None:
                forget(session, (record.key or b"").decode(), erased)
            for line in record.value.split(b"\n"):
                row = self._read(line, record)
                if row is not None and is_of_buyer(row[0]):
                    of_buyers.append((row, line))
                elif row is not None:
                    batch.add(*row)
        self._add_buyers(session, batch, of_buyers)
        self.rows += batch.write(session.connection())
        telemetry.history_rows.of().set(self.rows)

    def _add_buyers(
        self, session: Session, batch: Batch, rows: list[tuple[tuple[Address, Stored], bytes]]
    ) -> None:
        """Rows of single buyers, but for those who were erased since."""
        if rows:
            gone = forgotten(session, (address.shop_id for (address, _), _ in rows))
            for (address, said), line in rows:
                if not gone.has(address, line):
                    batch.add(address, said)

    def _read(self, line: bytes, record: InboxRecord) -> tuple[Address, Stored] | None:
        if not line:
            return None
        try:
            return read_line(line)
        except (msgspec.DecodeError, ValueError) as error:
            # Another producer's mistake must not stop everybody's history; the line stays on the topic.
            self.unread += 1
            log.warning(
                "row_not_read", partition=record.partition, offset=record.offset, error=type(error).__name__
            )
            return None
