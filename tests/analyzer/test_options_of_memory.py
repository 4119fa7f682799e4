"""What is known again, and who is a new buyer: as a shop sets it (docs/options.md)."""

import pytest

from tests.analyzer.formulas.friday import FRIDAY, at_ten, leap
from tests.analyzer.optional import NINE, buy, configure, friday, killed, late_order, live_on
from tests.stories.player import Player


def test_a_look_back_for_new_buyers_told_late_counts_the_buyers_of_the_days_since_it_holds():
    play = Player().at("2026-11-10T10:00:00+08:00")
    buy(play, 1, "2026-11-10T10:01:00+08:00")
    buy(play, 2, friday("10:00"))
    configure(play, since=NINE, new_buyer_days=7)
    assert leap(killed(play)).final("new_buyers", "day", FRIDAY) == 1


@pytest.mark.parametrize(("options", "is_known"), [({}, False), ({"identity_days": 600}, True)])
def test_orders_and_reviews_are_known_after_five_hundred_days_where_identities_are_kept_for_longer(
    options, is_known
):
    play = at_ten()
    configure(play, **options)
    buy(play, 1, friday("10:00"))
    play.say("review.posted", review_id="rv1", item_id="i1", grade="bad")
    for when in ("2026-12-20", "2027-06-20", "2028-01-20", "2028-04-01", "2028-04-02"):
        play.leap_to(f"{when}T10:00:00+08:00")
    entities = play.aggregator._held["s1"].shop.entities
    assert ("o1" in entities["order"], "review:rv1" in entities["aftersale"]) == (is_known, is_known)


def test_an_order_is_known_for_as_long_as_it_can_change_something_however_short_a_shop_keeps_identities():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, identity_days=1, new_buyer_days=1)
    buy(play, 1, friday("10:00"))
    live_on(play, "2026-11-21", "2026-12-25")
    late_order(play, 1, "2026-11-20", id="again")
    assert play.final("gmv", "day", FRIDAY) == 100


def test_a_buyer_of_two_years_ago_is_no_new_one_in_a_shop_that_looks_back_so_far():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, new_buyer_days=800)
    buy(play, 1, friday("10:00"))
    for when in ("2026-12-20", "2027-06-20", "2028-01-20", "2028-05-01", "2028-05-02"):
        play.leap_to(f"{when}T10:00:00+08:00")
    buy(killed(play), 2, "2028-11-20T10:00:00+08:00")
    assert leap(play, "2028-11-21T00:03:00+08:00").final("new_buyers", "day") == 0


def test_the_daily_clean_up_takes_the_options_over_anew_only_when_old_ones_are_forgotten():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, new_buyer_days=800)
    configure(play, since=NINE, new_buyer_days=30)
    shop = play.aggregator._held["s1"].shop
    told = shop.options
    live_on(play, "2026-11-21", "2026-11-25")
    assert shop.options is told
    for when in ("2027-12-20", "2028-04-01", "2028-04-02"):
        play.leap_to(f"{when}T10:00:00+08:00")
    assert shop.options.new_buyer_days.values == [365, 30]
    assert killed(play).aggregator._held["s1"].shop.options.new_buyer_days.values == [365, 30]
