from datetime import UTC, date, datetime

import pytest

from services.analyzer.moments import Calendar, months_on
from services.contracts.moments import micros, moment_of


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2011, 3, 27), 23), (date(2011, 10, 30), 25), (date(2011, 6, 1), 24)]
)
def test_a_day_in_london_lasts_as_long_as_it_does(day, hours):
    start, end = Calendar("Europe/London").day_of(day).spans["d"]
    assert end - start == hours * 3600


def test_a_moment_belongs_to_the_day_and_hour_of_the_shops_own_clock():
    shanghai = Calendar("Asia/Shanghai")
    moment = at("2026-11-20T16:30:00+00:00")
    assert shanghai.day(moment).date == date(2026, 11, 21)
    assert shanghai.span("h", moment).start == at("2026-11-21T00:00:00+08:00")
    kolkata = Calendar("Asia/Kolkata")
    assert kolkata.span("h", at("2026-11-20T10:10:00+05:30")).start == at("2026-11-20T10:00:00+05:30")


def test_weeks_begin_on_monday_and_quarters_with_their_month():
    spans = Calendar("Asia/Shanghai").day_of(date(2026, 11, 20)).spans
    assert spans["w"] == (at("2026-11-16T00:00:00+08:00"), at("2026-11-23T00:00:00+08:00"))
    assert spans["M"] == (at("2026-11-01T00:00:00+08:00"), at("2026-12-01T00:00:00+08:00"))
    assert spans["q"] == (at("2026-10-01T00:00:00+08:00"), at("2027-01-01T00:00:00+08:00"))
    assert spans["y"] == (at("2026-01-01T00:00:00+08:00"), at("2027-01-01T00:00:00+08:00"))


@pytest.mark.parametrize("days", [1, 7, 30])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/London"])
def test_rolling_windows_hold_so_many_whole_days_of_the_shops_own_clock(zone, days):
    calendar = Calendar(zone)
    day = calendar.day_of(date(2027, 3, 28))  # London loses an hour
    first = calendar.days_on(day.date, 1 - days)
    for second in (day.start, day.spans["d"].end - 1):
        assert calendar.rolling(second, days) == (first.start, day.spans["d"].end)
    over = calendar.rolling_over(day.start, days)
    assert over == calendar.rolling_over(day.start, days)
    assert [len(calendar.days_between(*span)) for span in over] == [days] * days
    assert [calendar.day(end - 1).date.toordinal() for _, end in over] == list(
        range(day.number, day.number + days)
    )
    assert all(start <= day.start < end for start, end in over)


def test_months_run_over_the_year():
    assert months_on(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert months_on(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_microseconds_are_exact_both_ways():
    moment = datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=UTC)
    assert moment_of(micros(moment)) == moment


def test_the_same_elapsed_part_ends_at_the_same_local_time_and_a_day_with_its_end():
    calendar = Calendar("Europe/Berlin")  # 28 March 2027 has 23 hours
    short, plain = calendar.day_of(date(2027, 3, 28)), calendar.day_of(date(2027, 3, 21))
    noon = at("2027-03-28T12:00:00+02:00")
    assert calendar.same_time(noon, short, plain) == at("2027-03-21T12:00:00+01:00")
    assert calendar.same_time(short.spans["d"].end, short, plain) == plain.spans["d"].end


@pytest.mark.parametrize(
    ("day", "cut", "after"),
    [
        (date(2027, 4, 4), "2027-04-04T01:30:00+10:30", "2027-04-04T02:00:00+10:30"),
        (date(2026, 10, 4), "2026-10-04T02:30:00+11:00", "2026-10-04T03:00:00+11:00"),
    ],
)
def test_where_the_clock_is_set_by_half_an_hour_one_hour_is_short_and_none_overlap(day, cut, after):
    calendar = Calendar("Australia/Lord_Howe")
    start, end = calendar.day_of(day).spans["d"]
    hours = list(calendar.hours(start, end))
    assert [hour.end - hour.start for hour in hours].count(1800) == 1
    assert [hour.start for hour in hours[1:]] + [end] == [hour.end for hour in hours]
    assert calendar.span("h", at(cut)) == (at(cut), at(after))
    assert [calendar.number_of(hour.start) for hour in hours] == list(range(len(hours)))
