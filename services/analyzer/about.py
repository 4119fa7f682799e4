"""The shop's own record among its state items."""

import msgspec

from services.analyzer.clock import Clock
from services.analyzer.entities.arrivals import Arrivals

DEFAULT_ZONE = "Asia/Shanghai"
ATTRIBUTION_HOURS = 24  # (P)


class About(msgspec.Struct):
    """The shop's own record: zone, attribution hours, clock, counters."""

    timezone: str = DEFAULT_ZONE
    is_configured: bool = False
    attribution_hours: int = ATTRIBUTION_HOURS
    attribution_told: tuple[int, int, int, str] = (0, 0, 0, "")  # effective_from, revision, time, id
    clock: Clock = msgspec.field(default_factory=Clock)
    late: int = 0
    late_by: dict[str, int] = {}  # the same by what was late: behaviour, fact, row
    day_opened: int = 0  # the last day, and hour, for which the shop's own pane was opened
    hour_opened: int = 0
    alive_minute: int = 0  # the last minute in which a tick was heard
    so_far_at: int = 0  # the last full hour for which day-so-far rows were said
    swept_orders: int = 0
    arrivals: Arrivals = msgspec.field(default_factory=Arrivals)

    @property
    def delays(self) -> dict[str, int]:
        """By how many seconds windows of inquiries close later than others: until nobody can pay in time any more."""
        return dict.fromkeys(("q", "gaps"), self.attribution_hours * 3600)
