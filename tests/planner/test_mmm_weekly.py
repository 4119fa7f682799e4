"""Story D3 on the published files: a year's sales as its plan, split by what its quarters sold, gives those back."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from services.planner import periods
from services.planner.tree import Resplit, baselines
from tests.data.dataset import DataSet

SET = DataSet("mmm_weekly")
pytestmark = pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))
WHOLE_YEARS = ("2015", "2016", "2017")


def cents(dollars: str) -> int:
    return int(Decimal(dollars).scaleb(2))


@pytest.mark.parametrize("year", WHOLE_YEARS)
def test_a_year_split_by_its_own_quarters_gives_them_back_to_the_cent(year: str) -> None:
    sold = {row["year"]: cents(row["sales"]) for row in SET.truth("yearly")}[year]
    rows = [row for row in SET.truth("quarterly") if row["quarter"].startswith(year)]
    quarters = {row["quarter"]: cents(row["sales"]) for row in rows}
    assert len(quarters) == 4
    assert sum(quarters.values()) == sold

    def weight(day: date) -> Fraction:
        quarter = f"{year}-Q{(day.month + 2) // 3}"
        return Fraction(quarters[quarter], len(periods.days_of(quarter)))

    begin = date(int(year), 1, 1)
    tree = baselines([Resplit(begin, begin, {year: sold}, weight)])
    assert {quarter: tree[quarter].number for quarter in quarters} == quarters
