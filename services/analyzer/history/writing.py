"""Takes the metrics topic into SQL: all rows, whoever said them, in the transaction that moves the offsets."""

from collections.abc import Sequence

import msgspec
from sqlmodel import Session

from services.analyzer import telemetry
from services.analyzer.history.lines import read_line
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
        """Write the rows of some records."""
        batch = Batch()
        for record in records:
            for line in record.value.split(b"\n"):
                self._add(batch, line, record)
        self.rows += batch.write(session.connection())
        telemetry.history_rows.of().set(self.rows)

    def _add(self, batch: Batch, line: bytes, record: InboxRecord) -> None:
        if not line:
            return
        try:
            batch.add(*read_line(line))
        except (msgspec.DecodeError, ValueError) as error:
            # Another producer's mistake must not stop everybody's history; the line stays on the topic.
            self.unread += 1
            log.warning(
                "row_not_read", partition=record.partition, offset=record.offset, error=type(error).__name__
            )
