"""The path of a day and how far it is along (planning.md P5; story S11)."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.planner import curve, pace

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 11, 12, tzinfo=SHANGHAI)
DAY = date(2026, 11, 11)


def judged(
    actual: int, permil: tuple[int, ...], now: datetime = NOON, target: int = 100_000_000
) -> pace.Pace:
    return pace.judge(target, actual, DAY, SHANGHAI, permil, now)


def test_campaign_midday_is_judged_by_the_campaign_curve() -> None:
    at_noon = judged(43_000_000, curve.CAMPAIGN)
    assert at_noon.expected == 45_000_000
    assert at_noon.attainment is not None
    assert round(float(at_noon.attainment), 6) == 0.955556
    assert judged(43_000_000, curve.PLAIN).expected == 28_900_000


def test_the_usual_curves_reach_what_is_printed_by_nine_and_noon() -> None:
    assert sum(curve.PLAIN) == sum(curve.CAMPAIGN) == 1000
    assert (sum(curve.PLAIN[:9]), sum(curve.CAMPAIGN[:9])) == (114, 325)
    assert (sum(curve.PLAIN[:12]), sum(curve.CAMPAIGN[:12])) == (289, 450)


def test_inside_an_hour_the_path_is_linear() -> None:
    half_past = datetime(2026, 11, 11, 9, 30, tzinfo=SHANGHAI)
    assert curve.cumulative_permil(DAY, SHANGHAI, curve.PLAIN, half_past) == 139


def test_the_first_hour_and_a_day_under_a_tenth_due_are_not_judged() -> None:
    early = judged(0, curve.CAMPAIGN, datetime(2026, 11, 11, 0, 59, tzinfo=SHANGHAI))
    assert (early.state, early.attainment) == ("too_early", None)
    assert judged(0, curve.PLAIN, datetime(2026, 11, 11, 8, 0, tzinfo=SHANGHAI)).state == "too_early"
    assert judged(0, curve.PLAIN, datetime(2026, 11, 11, 9, 0, tzinfo=SHANGHAI)).attainment == 0


def test_no_plan_a_target_of_nothing_and_a_closed_shop_are_not_judged() -> None:
    assert pace.judge(None, 5, DAY, SHANGHAI, curve.PLAIN, NOON).state == "no_plan"
    assert judged(5, curve.PLAIN, target=0).state == "no_plan"
    assert pace.judge(100, 5, DAY, SHANGHAI, curve.PLAIN, NOON, is_closed=True).state == "closed"


def test_the_pace_that_lands_on_target_is_said_per_hour_and_rounded_up() -> None:
    assert judged(43_000_000, curve.CAMPAIGN).needed_per_hour == 4_750_000
    assert pace.needed_per_hour(100, 0, timedelta(minutes=90)) == 67
    assert pace.needed_per_hour(100, 0, timedelta()) is None


def test_the_forecast_ends_the_day_as_it_has_run_so_far() -> None:
    assert judged(43_000_000, curve.CAMPAIGN).forecast == 95_555_556
    assert pace.interval(10, 1000, [Fraction(n, 10) for n in range(8, 13)]) is None
    assert pace.interval(10, 1000, [Fraction(n, 10) for n in range(5, 16)]) == (600, 1400)


def test_a_curve_is_learnt_from_the_medians_of_enough_orders() -> None:
    days = [[0] * 8 + [1] * 16, [0] * 8 + [2] * 16]
    learnt = curve.learn(days, 300)
    assert learnt is not None
    assert (sum(learnt), learnt[:8]) == (1000, (0,) * 8)
    assert curve.learn(days, 299) is None


LONDON = ZoneInfo("Europe/London")


def test_days_of_23_and_25_hours_still_bring_the_whole_path() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        _, end = curve.day_bounds(day, LONDON)
        assert curve.cumulative_permil(day, LONDON, curve.PLAIN, end) == 1000
    spring = curve.slices(date(2026, 3, 29), LONDON, curve.PLAIN)
    assert sum(part.permil for part in spring if part.hour == 2) == 16
    autumn = curve.slices(date(2026, 10, 25), LONDON, curve.PLAIN)
    assert sum(part.permil for part in autumn if part.hour == 1) == 10


@given(st.integers(0, 86_400), st.integers(0, 86_400))
def test_the_path_never_falls(earlier: int, later: int) -> None:
    start = datetime(2026, 11, 10, 16, tzinfo=UTC)
    first, second = sorted((earlier, later))
    due = [
        curve.cumulative_permil(DAY, SHANGHAI, curve.PLAIN, start + timedelta(seconds=at))
        for at in (first, second)
    ]
    assert 0 <= due[0] <= due[1] <= 1000
