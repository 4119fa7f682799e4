"""The topics of the stream as data: what each holds, who writes and reads it, how long it is kept (architecture 2)."""

from typing import NamedTuple

from services.contracts.registry import EVENTS as EVENT_TYPES

PARTITIONS = 12
RECORD_MAX_BYTES = 512 * 1024
TICK_HEADER = "tick"
ERASED_HEADER = (
    "erased"  # a record of METRICS without lines: rows of a person said before are to be forgotten
)
_DAY_MS = 86_400_000

EVENTS = "shop.events"
FACTS = "shop.facts"
METRICS = "shop.metrics"
METRICS_FINAL = "shop.metrics.final"
SETTINGS = "shop.settings"
ALERTS = "shop.alerts"
GOALS = "shop.goals"
REJECTED = "shop.rejected"
LATE = "shop.late"
STATE = "analyzer.state"


class Topic(NamedTuple):
    """One topic; `retention_ms` None means kept as long as compaction keeps it."""

    name: str
    purpose: str
    key: str
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    retention_ms: int | None
    is_compacted: bool = False


_PUBLISHERS = ("ingest", "alerts", "planner")

TOPICS: tuple[Topic, ...] = (
    Topic(
        EVENTS,
        "everything accepted (E3-E11) in order of arrival, what was refused, and ticks: the analyzer's one source",
        "shop",
        _PUBLISHERS,
        ("analyzer",),
        30 * _DAY_MS,
    ),
    Topic(
        FACTS,
        "E4-E11 once more, without the firehose of E3",
        "shop",
        _PUBLISHERS,
        ("alerts", "planner"),
        400 * _DAY_MS,
    ),
    Topic(
        METRICS,
        "all metric rows, current and final",
        "shop",
        ("analyzer", "planner"),
        ("analyzer", "alerts", "planner"),
        7 * _DAY_MS,
    ),
    Topic(
        METRICS_FINAL,
        "final rows of day and longer windows once more",
        "shop",
        ("analyzer", "planner"),
        ("planner",),
        400 * _DAY_MS,
    ),
    Topic(
        SETTINGS,
        "S events once more, by their key",
        "shop and natural key",
        _PUBLISHERS,
        ("alerts", "planner"),
        None,
        is_compacted=True,
    ),
    Topic(ALERTS, "alert events (E12)", "shop", ("alerts",), ("planner",), 400 * _DAY_MS),
    Topic(GOALS, "the plan tree and reports (E12)", "shop", ("planner",), ("alerts",), 400 * _DAY_MS),
    Topic(REJECTED, "refused events with their reason (E12)", "shop", ("ingest",), (), 30 * _DAY_MS),
    Topic(LATE, "what came too late to change anything", "shop", ("analyzer",), (), 30 * _DAY_MS),
    Topic(
        STATE,
        "panes, entities and the meta record of each partition",
        "the analyzer's own keys",
        ("analyzer",),
        ("analyzer",),
        None,
        is_compacted=True,
    ),
)

_OUTPUTS = {
    "metric.rolled": (METRICS,),
    "alert.opened": (ALERTS,),
    "alert.updated": (ALERTS,),
    "alert.escalated": (ALERTS,),
    "alert.resolved": (ALERTS,),
    "goal.cascaded": (GOALS,),
    "keyword.judged": (GOALS,),
    "report.published": (GOALS,),
    "event.quarantined": (REJECTED, EVENTS),  # the analyzer counts what was refused
}


def destinations(event_type: str) -> tuple[str, ...]:
    """The topics that an event is written to; KeyError for an unknown name.

    Final metric rows of day and longer windows go to METRICS_FINAL as well: that depends on the row, so their
    writer adds it.
    """
    if event_type in _OUTPUTS:
        return _OUTPUTS[event_type]
    event = EVENT_TYPES[event_type]
    if event.__module__.endswith(".behaviour"):
        return (EVENTS,)
    return (EVENTS, FACTS, SETTINGS) if event.CLASS == "S" else (EVENTS, FACTS)


def partition_of(shop_id: str, partitions: int = PARTITIONS) -> int:
    """The partition of a shop: murmur2 of its id, as Kafka's own default, so that any producer agrees."""
    return (_murmur2(shop_id.encode()) & 0x7FFFFFFF) % partitions


def _murmur2(data: bytes) -> int:
    length, multiplier, mask = len(data), 0x5BD1E995, 0xFFFFFFFF
    value = (0x9747B28C ^ length) & mask
    for at in range(0, length - length % 4, 4):
        piece = int.from_bytes(data[at : at + 4], "little") * multiplier & mask
        piece = (piece ^ piece >> 24) * multiplier & mask
        value = (value * multiplier & mask) ^ piece
    rest = data[length - length % 4 :]
    if rest:
        value = (value ^ int.from_bytes(rest, "little")) * multiplier & mask
    value = (value ^ value >> 13) * multiplier & mask
    return value ^ value >> 15
