"""Telling what happened in a shop, as ingest would write it."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Event = dict[str, Any]
FIRST = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)  # midnight of 19 November in Shanghai


def stamp(at: datetime) -> str:
    """UTC text with microseconds."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


class Teller:
    """Makes the events of a few days of one shop, in the order in which they happened."""

    def __init__(self, seed: int, days: int = 2, shop: str = "s1", first: datetime = FIRST) -> None:
        """`first` is the moment at which the days begin."""
        self.chance, self.shop, self.days, self.first = random.Random(seed), shop, days, first
        self.events: list[Event] = []
        self.number = 0
        self.zone = ZoneInfo("Asia/Shanghai")
        self.quiet: tuple[datetime, datetime] | None = None

    def moment(self) -> datetime:
        """Any moment of the days in which the shop is not quiet."""
        while True:
            at = self.first + timedelta(milliseconds=self.chance.randrange(self.days * 86_400_000))
            if self.quiet is None or not self.quiet[0] <= at < self.quiet[1]:
                return at

    def day(self, number: int) -> str:
        """The date of one of the days, the first one being 0."""
        return str(self.first.astimezone(self.zone).date() + timedelta(days=number))

    def maybe(self, share: float) -> bool:
        """Whether something that happens in a share of all cases happens."""
        return self.chance.random() < share

    def say(self, event_type: str, at: datetime, /, **data: Any) -> Event:
        """One event that happened at a moment; it arrives a little later."""
        self.number += 1
        event = {
            "specversion": "1.0",
            "id": f"e{self.number}",
            "source": "/s1/shop",
            "type": event_type,
            "time": stamp(at),
            "shopid": self.shop,
            "data": {name: value for name, value in data.items() if value is not None},
        }
        self.events.append(event)
        return event
