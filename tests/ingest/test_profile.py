from typing import Any

import pytest

from services.contracts.reading import read
from services.contracts.snapshots import example
from services.ingest.profile import Profile, after, objection

FRESH = Profile("s1")
RUNNING = Profile("s1", has_events=True)


def told(kind: str, **fields: Any) -> Any:
    made = example(kind)
    made["data"] |= fields
    return read(made)


def configured(**fields: Any) -> Any:
    return told("shop.configured", **{"currency": "CNY", "timezone": "Asia/Shanghai", **fields})


def test_another_currency_than_the_shops_is_refused_at_its_field() -> None:
    found = objection(RUNNING, told("order.paid", currency="JPY"))
    assert found is not None
    assert (found.reason, found.field) == ("currency_mismatch", "data.currency")
    assert objection(RUNNING, told("order.paid", currency="CNY")) is None


def test_a_source_of_the_shops_own_is_known_once_it_was_declared() -> None:
    event = told("order.paid", traffic_source="channel7")
    found = objection(RUNNING, event)
    assert found is not None
    assert (found.reason, found.field) == ("field_enum", "data.traffic_source")
    source = {"key": "channel7", "name_zh": "七号渠道", "is_paid": True}
    assert objection(after(RUNNING, configured(extra_sources=[source])), event) is None


def test_the_first_event_may_set_currency_exponent_and_zone() -> None:
    first = configured(currency="GBP", timezone="Europe/London", money_exponent=3)
    assert objection(FRESH, first) is None
    assert after(FRESH, first) == Profile("s1", "GBP", 3, "Europe/London", has_events=True)


def test_without_an_exponent_the_currencys_own_counts() -> None:
    assert after(FRESH, configured(currency="JPY", money_exponent=None)).exponent == 0


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"currency": "JPY"}, "currency_mismatch", "data.currency"),
        ({"timezone": "Europe/London"}, "check_failed", "data.timezone"),
        ({"money_exponent": 3}, "check_failed", "data.money_exponent"),
    ],
)
def test_after_the_first_event_they_are_fixed(fields: dict[str, Any], reason: str, field: str) -> None:
    running = after(FRESH, told("order.paid"))
    found = objection(running, configured(**fields))
    assert found is not None
    assert (found.reason, found.field) == (reason, field)
    assert objection(running, configured()) is None


def test_a_source_once_declared_stays_known_when_a_later_setting_leaves_it_out() -> None:
    source = {"key": "channel7", "name_zh": "七号渠道", "is_paid": True}
    known = after(after(RUNNING, configured(extra_sources=[source])), configured(extra_sources=[]))
    assert known.extra_sources == {"channel7"}
