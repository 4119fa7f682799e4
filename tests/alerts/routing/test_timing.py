"""When people are told."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.alerts.judging.look import Profile
from services.alerts.routing import timing

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 20, 12, tzinfo=ZONE)
SHOP = Profile()


def test_notices_of_a_department_and_group_wait_half_a_minute_for_each_other():
    assert timing.notice(NOON, SHOP, "CS", "service") == (NOON + timedelta(seconds=30), "notice:CS:service")


def test_at_night_a_notice_waits_until_the_shop_opens():
    night = NOON.replace(hour=2)
    assert timing.notice(night, SHOP, "CS", "service").at == NOON.replace(hour=9)


def test_a_shop_that_closes_at_eighteen_is_told_in_the_morning():
    shop = Profile(closes=time(18))
    assert timing.notice(NOON.replace(hour=20), shop, "CS", "x").at == NOON.replace(hour=9) + timedelta(
        days=1
    )


def test_each_page_goes_alone_until_three_of_a_kind_within_ten_minutes():
    earlier = [NOON - timedelta(minutes=minute) for minute in (1, 2, 3)]
    assert timing.page(NOON, earlier[:2], "r:pr1") == (NOON, "")
    later = timing.page(NOON, earlier, "r:pr1")
    assert later == (NOON - timedelta(minutes=1) + timedelta(minutes=10), "page:r:pr1")


@given(st.lists(st.integers(1, 3600), max_size=20))
def test_a_page_never_waits_longer_than_ten_minutes(ages: list[int]):
    when = timing.page(NOON, [NOON - timedelta(seconds=age) for age in ages], "x")
    assert NOON <= when.at <= NOON + timedelta(minutes=10)
