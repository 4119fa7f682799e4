"""The analyzer's own series: how healthy the counting is, and today's figures of at most 20 shops."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import ClassVar

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from services.analyzer.gauges import SLOTS, Gauge
from services.contracts.vocabulary import values
from services.runtime import telemetry

MOST_SHOPS = 20
OTHER = "other"
LATE_REASONS = ("behaviour", "fact", "row")
BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

checkpoint_seconds = telemetry.histogram("analyzer_checkpoint_seconds", "Duration of a checkpoint", BUCKETS)
checkpoint_age = telemetry.gauge("analyzer_checkpoint_age_seconds", "Since the last checkpoint ended")
recovery_seconds = telemetry.gauge("analyzer_recovery_seconds", "What the last load of state took")
restored_bytes = telemetry.gauge("analyzer_state_bytes", "State of the owned partitions when it was loaded")
written_bytes = telemetry.gauge(
    "analyzer_state_written_bytes", "State written by checkpoints since the start"
)
records = telemetry.gauge("analyzer_source_records", "Source records applied since the start")
unacked = telemetry.gauge("analyzer_unacknowledged_records", "Applied and not yet covered by a checkpoint")
partitions = telemetry.gauge("analyzer_partitions", "Partitions that this worker owns")
lag = telemetry.gauge("analyzer_lag_records", "Source records not yet applied")
history_rows = telemetry.gauge("analyzer_history_rows", "Rows written to the history since the start")
late_events = telemetry.gauge(
    "analyzer_late_events_by_reason",
    "Events that came too late to change anything, of the owned partitions",
    telemetry.Closed("reason", LATE_REASONS),
)
unread = telemetry.gauge("analyzer_unread_lines", "Lines of the stream that could not be decoded")


class Shown:
    """Which shops have series of their own: those named, else the first twenty heard of."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        """At most 20 of `named`."""
        self._named = tuple(dict.fromkeys(named))[:MOST_SHOPS]
        self._heard: dict[str, None] = dict.fromkeys(self._named)

    def has(self, shop_id: str) -> bool:
        """Whether the shop has series; hearing of it may give it some."""
        if shop_id not in self._heard and not self._named and len(self._heard) < MOST_SHOPS:
            self._heard[shop_id] = None
        return shop_id in self._heard


class Today(Collector):
    """Figures of the shops as of the last refresh; every label comes from a closed list."""

    LABELS: ClassVar = {
        "traffic_source": frozenset(values("traffic_source")),
        "device": frozenset(values("device")),
        "department": frozenset(values("department")),
        "item_slot": frozenset(str(slot) for slot in range(1, SLOTS + 1)),
    }

    def __init__(self, shown: Shown) -> None:
        """Nothing is shown before the first refresh."""
        self.shown = shown
        self._series: dict[tuple[str, str], dict[tuple[str, ...], float]] = {}
        self._health: dict[str, dict[str, float]] = {}

    def refresh(self, gauges: Iterable[Gauge]) -> None:
        """Take over business figures."""
        series: dict[tuple[str, str], dict[tuple[str, ...], float]] = defaultdict(lambda: defaultdict(float))
        for gauge in gauges:
            if self.shown.has(gauge.shop_id):
                series[gauge.metric, gauge.label][self._labels(gauge)] += gauge.value
        self._series = dict(series)

    def refresh_health(self, health: dict[str, dict[str, float]]) -> None:
        """Take over the health of each shop: series name -> shop -> value."""
        self._health = {
            name: {shop: value for shop, value in by_shop.items() if self.shown.has(shop)}
            for name, by_shop in health.items()
        }

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """For the scrape, from whatever thread."""
        for (metric, label), samples in sorted(self._series.items()):
            name = f"dianzhang_today_{metric}" + (f"_by_{label}" if label else "")
            family = GaugeMetricFamily(
                name, f"{metric} of today", labels=["shop", *([label] if label else [])]
            )
            for labels, value in samples.items():
                family.add_metric(labels, value)
            yield family
        for name, by_shop in sorted(self._health.items()):
            family = GaugeMetricFamily(f"analyzer_{name}", f"{name} of a shop", labels=["shop"])
            for shop, value in by_shop.items():
                family.add_metric([shop], value)
            yield family

    def _labels(self, gauge: Gauge) -> tuple[str, ...]:
        if not gauge.label:
            return (gauge.shop_id,)
        known = self.LABELS[gauge.label]
        return gauge.shop_id, gauge.label_value if gauge.label_value in known else OTHER
