import pytest

from tests.analyzer.data.folding import compared
from tests.data.olist_leads import REPLAY, SET, early_leads

pytestmark = pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))


def test_enquiries_convert_by_origin_day_and_person_as_published():
    assert compared(REPLAY) == (1322, [])


def test_one_deal_is_dated_before_its_enquiry_and_does_not_count():
    assert [lead["origin"] for lead in early_leads()] == ["Organic Search"]
