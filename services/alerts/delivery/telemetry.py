"""What delivery alone tells Prometheus, beside the series of the service."""

from services.runtime.telemetry import Closed, counter, gauge, histogram

WHY = Closed("reason", ("gone", "failing"))

disabled_total = counter("alerts_endpoints_disabled_total", "Endpoints switched off, by why", WHY)
fenced_total = counter("alerts_delivery_fenced_total", "Tries whose result came after their lease was lost")
under_way = gauge("alerts_delivery_under_way", "Tries at this moment")
first_try_seconds = histogram(
    "alerts_delivery_first_try_seconds",
    "From the moment when a message was due to the start of its first try",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
)
