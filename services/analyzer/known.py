"""What is known of a shop, as formulas may read it: entities, windows, calendar, settings in force."""

from typing import Any, NamedTuple

from services.analyzer.clock import Clock
from services.analyzer.entities.settings import Settings
from services.analyzer.moments import Calendar, LocalDay
from services.analyzer.panes import PaneBook


class Known(NamedTuple):
    """A shop's knowledge; formulas only read it."""

    entities: dict[str, dict[str, Any]]
    book: PaneBook
    calendar: Calendar
    clock: Clock

    def get(self, kind: str, name: str) -> Any:
        """An entity, or None."""
        return self.entities[kind].get(name)

    def all(self, kind: str) -> dict[str, Any]:
        """All entities of a kind, by name."""
        return self.entities[kind]

    def setting(self, name: str, at: int, default: Any) -> Any:
        """A field of the latest `shop.configured` in force at an epoch second, or the default."""
        configured: Settings | None = self.get("setting", "shop.configured")
        return default if configured is None else configured.value(name, at, default)

    def last_day(self, end: int) -> LocalDay:
        """The day that ends at, or holds the second before, a moment."""
        return self.calendar.day(end - 1)

    def days(self, end: int, count: int, lag: int = 0) -> list[int]:
        """First seconds of the `count` days of which the last is `lag` days before the one that ends at `end`."""
        last = self.last_day(end).date
        return [self.calendar.days_on(last, back).start for back in range(1 - count - lag, 1 - lag)]
