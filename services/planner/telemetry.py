"""What the planner counts about itself, for Prometheus."""

from __future__ import annotations

from services.contracts.topics import TOPICS
from services.runtime.telemetry import Closed, counter, gauge, histogram

_topic = Closed("topic", (topic.name for topic in TOPICS))
_cause = Closed("cause", ("plan_set", "day_closed", "revision", "calendar_changed", "share_changed"))

unread = counter("dianzhang_planner_unread_lines", "Lines that could not be read", _topic)
sent = counter("dianzhang_planner_sent_lines", "Lines acknowledged by the broker", _topic)
cascades = counter("dianzhang_planner_cascades", "Cascades published, by cause", _cause)
outbox = gauge("dianzhang_planner_outbox_lines", "Lines waiting for the broker")
thinking = histogram(
    "dianzhang_planner_thinking_seconds", "Time of one round of re-planning", (0.01, 0.05, 0.2, 1, 5, 20)
)
