from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from services.contracts.moments import micros, moment_of, seconds

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2990, 1, 1), timezones=ZONES)  # noqa: DTZ001  (zones come)


@given(MOMENTS)
def test_the_second_of_a_moment_is_that_of_its_microseconds(moment: datetime) -> None:
    assert seconds(moment) == micros(moment) // 1_000_000
    assert moment_of(micros(moment)) == moment
