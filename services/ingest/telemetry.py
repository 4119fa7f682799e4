"""What ingest tells Prometheus; every label comes from a closed list."""

from services.contracts.vocabulary import values
from services.runtime.telemetry import Closed, counter, gauge, histogram

REASON = Closed("reason", values("reject_reason"))
VERDICT = Closed("verdict", ("accepted", "duplicate", "rejected"))
FAILURE = Closed("failure", ("not_acknowledged", "busy", "too_fast", "database"))

EVENTS = counter("ingest_events", "Events judged, by verdict", VERDICT)
REJECTED = counter("ingest_rejected", "Events refused, by reason", REASON)
CORRECTED = counter("ingest_corrected_clocks", "Events whose time was corrected")
BYTES = counter("ingest_body_bytes", "Bytes of bodies read, unpacked")
FAILED = counter("ingest_failed_requests", "Requests of which nothing is known to be stored", FAILURE)
IN_FLIGHT = gauge("ingest_events_in_flight", "Events that wait for the broker's acknowledgement")
TICKS = counter("ingest_ticks", "Ticks acknowledged by the broker")
FREED = counter("ingest_quarantine_freed", "Refused events dropped for age or size")
ACK_SECONDS = histogram(
    "ingest_ack_seconds",
    "From handing lines to the publisher to the broker's acknowledgement",
    (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
