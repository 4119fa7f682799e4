"""Which day of the sample a real date shows (weekdays agree), and when a second of it happens."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.console.sample.book import DAYS

ZONE = ZoneInfo("Europe/London")


def sample_day(day: date) -> int:
    """0..13; day 0 is a Monday, and so is every date that shows it."""
    return (day.toordinal() - 1) % DAYS


def start_of(day: date) -> datetime:
    """The shop's midnight as UTC."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def moment(day: date, second: int) -> datetime:
    """A second of the shop's day, by its wall clock, as UTC."""
    wall = datetime.combine(day, time(), ZONE) + timedelta(seconds=second)
    return wall.astimezone(UTC)


def shop_day(now: datetime) -> date:
    return now.astimezone(ZONE).date()
