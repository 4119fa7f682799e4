"""The shops of one source partition as a fold: NDJSON records in; metric rows, late events and state items out."""

from collections.abc import Mapping
from typing import NamedTuple

from services.analyzer.engine.aggregator import OutputRecord, SourceRecord


class ShopProgress(NamedTuple):
    """How far one shop is; moments in epoch seconds, 0 when there was none."""

    shop_id: str
    watermark: int
    arrived: int  # latest `receivedat` of any of its events
    open_windows: int
    pending_revisions: int
    late_events: int
    conflicting_events: int


class Gauge(NamedTuple):
    """One figure of today for monitoring; `label` is empty or one of `traffic_source`, `device` with its value."""

    metric: str
    shop_id: str
    label: str
    label_value: str
    value: float


class ShopAggregator:
    """All shops of one source partition (implements `engine.aggregator.Aggregator`)."""

    def __init__(self, partition: int = 0) -> None:
        """`partition` names the producer `ingest` scope of the rows about ticks; it changes no figure."""
        self.partition = partition

    def apply(self, record: SourceRecord) -> None:
        """Fold one record in: a tick, or the NDJSON lines of one shop. What cannot be read is counted and noted."""
        raise NotImplementedError

    def take_rows(self) -> list[OutputRecord]:
        """Final rows, day-so-far rows and late events since the last call, in order."""
        raise NotImplementedError

    def take_changed(self) -> dict[bytes, bytes]:
        """State items changed since the last call, key -> body."""
        raise NotImplementedError

    def take_dropped(self) -> list[bytes]:
        """Keys of state items that ended since the last call."""
        raise NotImplementedError

    def restore(self, items: Mapping[bytes, bytes]) -> None:
        """Take over the state items of a durable checkpoint (called once, before the first record)."""
        raise NotImplementedError

    def current(self) -> list[OutputRecord]:
        """Current rows that changed since the last call, one record per shop (not part of the durable state)."""
        raise NotImplementedError

    def progress(self) -> list[ShopProgress]:
        """How far each shop is, by shop id."""
        raise NotImplementedError

    def gauges(self) -> list[Gauge]:
        """Today's shop totals, and by traffic source and device, for monitoring."""
        raise NotImplementedError

    @property
    def unread(self) -> int:
        """Lines of this partition that could not be decoded."""
        raise NotImplementedError
