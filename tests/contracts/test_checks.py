from typing import Any

import pytest

from services.contracts.checks import check
from services.contracts.reading import Refused, read
from services.contracts.snapshots import example


def refusal(name: str, **changes: Any) -> tuple[str, str]:
    """Reason and field of the refusal of an example with changed data; None removes a member."""
    event = example(name)
    event["data"] = {k: v for k, v in (event["data"] | changes).items() if v is not None}
    with pytest.raises(Refused) as refused:
        read(event)
    return refused.value.reason, refused.value.field


def accepted(name: str, **changes: Any) -> Any:
    event = example(name)
    event["data"] |= changes
    return read(event)


def test_the_page_of_an_item_names_its_item() -> None:
    assert refusal("page.viewed", item_id=None) == ("check_failed", "data.item_id")
    accepted("page.viewed", page_type="home", item_id=None)


def test_a_buyer_id_is_never_a_mail_address() -> None:
    assert refusal("order.paid", buyer_id="ann@example.com") == ("check_failed", "data.buyer_id")
    assert refusal("member.joined", buyer_id="@") == ("check_failed", "data.buyer_id")


@pytest.mark.parametrize("name", ["promo.published", "promo.changed"])
def test_a_promo_has_exactly_one_kind_of_discount(name: str) -> None:
    assert refusal(name, price_minor=None) == ("check_failed", "data.price_minor")
    assert refusal(name, percent_off=0.5) == ("check_failed", "data.price_minor")
    accepted(name, price_minor=None, amount_off_minor=0)


def test_a_review_is_graded_by_word_or_by_stars() -> None:
    assert refusal("review.posted", grade=None) == ("check_failed", "data.grade")
    accepted("review.posted", grade=None, stars=2)


def test_a_role_can_be_reached_by_its_channel() -> None:
    assert refusal("org.role.set", webhook_url=None) == ("check_failed", "data.webhook_url")
    assert refusal("org.role.set", contact_channel="mail") == ("check_failed", "data.contact")
    accepted("org.role.set", contact_channel="mail", contact="ops@shop.example")
    accepted("org.role.set", contact_channel="none", webhook_url=None)


def test_an_erasure_names_somebody() -> None:
    assert refusal("buyer.erased", buyer_id=None) == ("check_failed", "data.buyer_id")


def test_a_snooze_names_what_sleeps_and_lasts_a_week_at_most() -> None:
    assert refusal("alert.snoozed", rule_id=None) == ("check_failed", "data.alert_id")
    assert refusal("alert.snoozed", until="2026-11-27T10:00:01+08:00") == ("check_failed", "data.until")
    accepted("alert.snoozed", until="2026-11-27T10:00:00+08:00")


def test_the_hours_of_a_campaign_make_a_whole_day() -> None:
    assert refusal("plan.campaign.set", hour_permil=[40] * 24) == ("check_failed", "data.hour_permil")
    assert refusal("plan.campaign.set", hour_permil=[1040, -40, *[0] * 22]) == (
        "check_failed",
        "data.hour_permil",
    )
    accepted("plan.campaign.set", hour_permil=[1000, *[0] * 23])


def test_the_settings_of_a_shop_name_a_zone_a_currency_and_known_options() -> None:
    assert refusal("shop.configured", timezone="Mars/Base") == ("check_failed", "data.timezone")
    assert refusal("shop.configured", timezone="../etc/passwd") == ("check_failed", "data.timezone")
    assert refusal("shop.configured", currency="yuan") == ("check_failed", "data.currency")
    assert refusal("shop.configured", options={"uplift_kap": 2}) == ("check_failed", "data.options")
    assert refusal("shop.configured", options={"identity_days": "many"}) == (
        "check_failed",
        "data.options.identity_days",
    )
    assert refusal("shop.configured", options={"identity_days": 10**9}) == (
        "check_failed",
        "data.options.identity_days",
    )
    accepted("shop.configured", options={"uplift_cap": 2.5, "identity_days": 100})


def test_an_order_whose_lines_do_not_add_up_is_no_violation() -> None:
    assert check(accepted("order.paid", amount_minor=9_999)) is None
