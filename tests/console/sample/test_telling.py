import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from services.console.sample import opening
from services.console.sample.book import DAYS, FILE, Book
from services.console.sample.calendar import moment, sample_day, shop_day
from services.console.sample.live import Live
from services.console.sample.mistake import LASTS, Mistakes
from services.console.sample.saying import Said
from services.console.sample.telling import tell
from services.contracts.checks import check
from services.contracts.reading import read

FIRST = date(2026, 11, 10)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
LARGEST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def fortnight(book: Book) -> list[Said]:
    return [each for n in range(DAYS) for each in tell(book, FIRST + timedelta(days=n))]


def live_minutes(book: Book, minutes: int) -> list[Said]:
    live = Live(book, NOW, Random(1))
    return [each for n in range(minutes * 60) for each in live.due(NOW + timedelta(seconds=n))]


def mistaken(book: Book) -> list[Said]:
    mistakes = Mistakes(book, NOW, Random(1))
    return [each for n in range(300) for each in mistakes.due(NOW + timedelta(seconds=n))]


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size < LARGEST_BYTES


def test_every_event_of_the_sample_is_valid_by_the_contracts(book: Book, fortnight: list[Said]) -> None:
    said = [opening.configured(book, FIRST), *opening.opening(book, FIRST), *fortnight]
    said += [*opening.plans(book, FIRST, date(2026, 11, 24)), *live_minutes(book, 3), *mistaken(book)]
    for each in said:
        event = read({"shopid": "demo", **json.loads(each.line(is_history=True))})
        assert check(event) is None, each
    assert len({each.id for each in said}) == len(said), "every id once"


def test_a_date_always_shows_a_sample_day_of_its_own_weekday() -> None:
    assert sample_day(date(2026, 11, 23)) % 7 == date(2026, 11, 23).weekday()
    assert {sample_day(FIRST + timedelta(days=n)) for n in range(DAYS)} == set(range(DAYS))


def test_shop_days_follow_london_also_in_summer() -> None:
    assert moment(date(2026, 7, 1), 9 * 3600) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert shop_day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_telling_a_day_twice_says_the_same(book: Book) -> None:
    assert tell(book, FIRST) == tell(book, FIRST)


def test_each_buyer_has_a_visit_on_the_day_of_the_order(fortnight: list[Said]) -> None:
    seen = {(each.data["visitor_id"], each.at.date()) for each in fortnight if each.type == "page.viewed"}
    paid = [each for each in fortnight if each.type == "order.paid"]
    assert paid
    assert all((each.data["visitor_id"], each.at.date()) in seen for each in paid)


def test_no_real_order_is_below_the_floor_so_that_only_the_mistake_pages(
    book: Book, fortnight: list[Said]
) -> None:
    floors = {item.id: max(item.cost or 0, item.floor or 0) for item in book.main_items}
    lines = [line for each in fortnight if each.type == "order.paid" for line in each.data["lines"]]
    assert all(line["unit_price_minor"] >= floors.get(line["item_id"], 0) for line in lines)


def test_refunds_belong_to_an_order_of_the_fortnight_or_to_none(fortnight: list[Said]) -> None:
    orders = {each.data["order_id"]: each.at for each in fortnight if each.type == "order.paid"}
    refunds = [each for each in fortnight if each.type == "order.refunded"]
    linked = [each for each in refunds if each.data.get("order_id") in orders]
    assert len(linked) > len(refunds) / 6
    assert all(orders[each.data["order_id"]] < each.at for each in linked)


def test_live_several_events_a_second_come_and_orders_stay_small(book: Book) -> None:
    said = live_minutes(book, 10)
    assert 2 < len(said) / 600 < 8
    amounts = [each.data["amount_minor"] for each in said if each.type == "order.paid"]
    assert len(amounts) >= 20
    assert max(amounts) <= 6_000
    assert [each.at for each in said] == sorted(each.at for each in said)


def test_a_machine_that_slept_all_night_sends_no_night_of_visits(book: Book) -> None:
    live = Live(book, NOW, Random(1))
    live.due(NOW + timedelta(seconds=10))
    assert len(live.due(NOW + timedelta(hours=8))) < 100


def test_half_a_minute_after_the_start_a_price_is_typed_wrong_and_bought_until_withdrawn(book: Book) -> None:
    said = mistaken(book)
    published, withdrawn = said[0], said[-1]
    assert (published.type, published.at - NOW) == ("promo.published", timedelta(seconds=30))
    assert published.data["price_minor"] == 100
    assert not {"limit_per_buyer", "total_cap", "ends_at"} & set(published.data)
    assert (withdrawn.type, withdrawn.at - published.at) == ("promo.withdrawn", LASTS)
    orders = [each for each in said if each.type == "order.paid"]
    assert len(orders) > 60
    assert (orders[0].at - published.at).total_seconds() < 10


def test_the_months_targets_are_what_the_fortnight_took_with_a_little_more(book: Book) -> None:
    said = opening.plans(book, FIRST, date(2026, 11, 24))
    months = {each.data["month"]: each.data["target"] for each in said if each.type == "plan.month.set"}
    before = [each.data["day"] for each in said if each.type == "plan.day.set"]
    mean = sum(day.sales for day in book.days) / DAYS
    assert before == [f"2026-11-{n:02d}" for n in range(1, 10)]
    assert months["2026-11"] == pytest.approx(mean * 21 * 1.03, rel=0.01)
    assert months["2026-12"] == pytest.approx(mean * 31 * 1.03, rel=0.01)
