"""S37: posts of the day, shops that were looked at, and what the designer earns."""

from tests.stories.orders import buy
from tests.stories.player import Player
from tests.stories.work import assigned, done, incentive, published


def test_the_third_post_comes_in_the_evening_and_seven_shops_were_reviewed():
    play = Player().at("2026-11-20T09:00:00+08:00")
    published(play, "ct1")
    published(play, "ct2", "weibo")
    assigned(play, "t1", "2026-11-20T18:00:00+08:00", "review_shops", "p_des")
    done(play, "t1", "p_des", 7)
    play.at("2026-11-20T20:00:00+08:00").tick()
    assert play.current("content_posts", "day") == 2
    assert play.current("shops_reviewed", "day", person_id="p_des") == 7
    play.at("2026-11-20T20:40:00+08:00")
    published(play, "ct3")
    play.tick()
    assert play.current("content_posts", "day") == 3


def test_a_hundred_units_above_the_floor_earn_a_hundred():
    play = Player().at("2026-11-20T09:00:00+08:00")
    incentive(play, "in1", "p_des", 500, 100)
    buy(play, "o1", "i1", 100, 600)
    buy(play, "o2", "i1", 100, 20)
    buy(play, "o3", "i2", 100, 480)
    play.say("order.refunded", refund_id="r1", order_id="o2", amount_minor=2000)
    play.leap_to("2026-12-01T00:05:00+08:00")
    assert play.final("incentive_amount", "month", "2026-11-01T00:00:00+08:00", person_id="p_des") == 10_000
