from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.console.errors import ConsoleError
from services.console.sample.book import Book
from services.console.sample.teller import Teller
from services.console.sending import Sender
from services.runtime.clock import ManualClock
from tests.console.door import Door

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Shop:
    """A sample shop told to a door at a time that is moved by hand."""

    def __init__(self, book: Book, door: Door, file: Path) -> None:
        self.clock = ManualClock(NOON)
        self.said: list[str] = []
        door.is_trusting = True
        self._sender = Sender(door.url, "key")
        self._tell = Teller(book, self._sender, file, self.clock, self.said.append).run

    def run(self, seconds: int = 0) -> None:
        with closing(self._sender):
            self._tell(self._after(seconds))

    def _after(self, seconds: int) -> Callable[[], bool]:
        end = self.clock.now() + timedelta(seconds=seconds)

        def is_over() -> bool:
            self.clock.advance(10)
            return self.clock.now() > end + timedelta(seconds=10)

        return is_over


@pytest.fixture(scope="module")
def book(book: Book) -> Book:
    """Only the visits that led to an order: enough for what is tested here."""
    days = [replace(day, visits=[visit for visit in day.visits if visit.order]) for day in book.days]
    some = [visit for day in book.days for visit in day.visits if not visit.order][:50]
    days[0].visits.extend(some)
    return replace(book, days=days, items=book.main_items)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sample.json"


def test_the_first_start_tells_two_weeks_as_history_and_today_with_its_own_times(
    book: Book, door: Door, file: Path
) -> None:
    Shop(book, door, file).run()
    assert door.events[0]["type"] == "shop.configured"
    days = {event["time"][:10] for event in door.of_type("order.paid") if event.get("history")}
    assert (min(days), max(days), len(days)) == ("2026-11-10", "2026-11-23", 14)
    today = [event for event in door.of_type("order.paid") if not event.get("history")]
    assert today
    assert {event["time"][:10] for event in today} == {"2026-11-24"}
    assert max(event["time"] for event in today) <= "2026-11-24T12"


def test_a_second_start_sends_no_history_again_and_fills_the_gap(book: Book, door: Door, file: Path) -> None:
    Shop(book, door, file).run()
    before = len(door.events)
    bodies = len(door.bodies)
    later = Shop(book, door, file)
    later.clock.set(NOON + timedelta(hours=2))
    later.run()
    new = door.events[before:]
    assert new
    assert all("2026-11-24T12" <= event["time"] <= "2026-11-24T14:01" for event in new)
    assert not any(event.get("history") for event in new)
    assert len(door.bodies) - bodies < 5


def test_a_start_two_days_later_tells_the_days_between_as_history(book: Book, door: Door, file: Path) -> None:
    Shop(book, door, file).run()
    before = len(door.events)
    later = Shop(book, door, file)
    later.clock.set(NOON + timedelta(days=2))
    later.run()
    paid = [event for event in door.events[before:] if event["type"] == "order.paid"]
    assert {(event["time"][:10], event.get("history", False)) for event in paid} == {
        ("2026-11-24", True),
        ("2026-11-25", True),
        ("2026-11-26", False),
    }


def test_live_the_coupon_comes_after_half_a_minute_and_goes_again(book: Book, door: Door, file: Path) -> None:
    Shop(book, door, file).run(seconds=260)
    (published,) = door.of_type("promo.published")
    (withdrawn,) = door.of_type("promo.withdrawn")
    assert "2026-11-24T12:00:30" <= published["time"] <= "2026-11-24T12:01:00"
    assert withdrawn["time"] > published["time"]
    assert not published.get("history")


def test_a_wrong_coupon_that_a_stop_left_live_is_withdrawn_at_the_next_start(
    book: Book, door: Door, file: Path
) -> None:
    Shop(book, door, file).run(seconds=60)
    assert door.of_type("promo.published")
    assert not door.of_type("promo.withdrawn")
    Shop(book, door, file).run()
    (published,), (withdrawn,) = door.of_type("promo.published"), door.of_type("promo.withdrawn")
    assert withdrawn["data"]["promo_id"] == published["data"]["promo_id"]


def test_a_shop_open_over_midnight_goes_on_with_the_next_day(book: Book, door: Door, file: Path) -> None:
    shop = Shop(book, door, file)
    shop.clock.set(datetime(2026, 11, 24, 23, 59, 30, tzinfo=UTC))
    shop.run(seconds=60)
    rows = [event for event in door.of_type("ad.reported") if event["data"]["day"] == "2026-11-24"]
    assert max(event["data"]["as_of"] for event in rows) == "2026-11-25T00:00:00Z"


def test_a_rejected_event_stops_the_sample_with_its_reason(book: Book, door: Door, file: Path) -> None:
    door.refusals.append((403, {}))
    with pytest.raises(ConsoleError, match="403"):
        Shop(book, door, file).run()


def test_an_unreadable_memory_is_one_sentence(book: Book, door: Door, file: Path) -> None:
    file.write_text("{}")
    with pytest.raises(ConsoleError, match="remove it and the sample shop is told again"):
        Shop(book, door, file).run()
