"""The series of this service; every label comes from a closed list."""

from services.alerts.rules.loading import default_pack
from services.contracts.vocabulary import values
from services.runtime import telemetry
from services.runtime.telemetry import Closed

TYPES = ("alert.opened", "alert.updated", "alert.escalated", "alert.resolved", "alert.group")
OUTCOMES = ("delivered", "refused", "failed", "timeout", "unreachable", "redirected", "gone", "forbidden")
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600, 86_400)

TYPE = Closed("type", TYPES)
transitions_total = telemetry.counter(
    "alerts_transitions_total",
    "Transitions of incidents",
    TYPE,
    Closed("rule", default_pack().rules),
    Closed("severity", values("severity")),
)
attempts_total = telemetry.counter(
    "alerts_delivery_attempts_total", "Attempts by outcome", Closed("outcome", OUTCOMES)
)
delivery_seconds = telemetry.histogram(
    "alerts_delivery_seconds", "From the transition to its receipt", BUCKETS, TYPE
)
waiting = telemetry.gauge("alerts_deliveries_waiting", "Deliveries not yet made")
unpublished = telemetry.gauge("alerts_transitions_unpublished", "Transitions not yet on the stream")
unread_total = telemetry.counter("alerts_unread_lines_total", "Lines of the stream that could not be decoded")
