"""S19: the figures of fourteen days by which each keyword of an item is judged (planning.md P10)."""

from typing import Any

from tests.stories.browsing import jump
from tests.stories.player import Player

R14 = "2026-11-07T00:00:00+08:00"


def of(word: str) -> dict[str, str]:
    return {"item_id": "i1", "keyword": word}


def spend(play: Player, word: str, clicks: int, cost: int, orders: int, gmv: int, **more: Any) -> None:
    row = {"day": "2026-11-18", "as_of": "2026-11-20T08:00:00+08:00", "revision": 1, "traffic_source": "ppc"}
    figures = {"impressions": 5000, "clicks": clicks, "cost_minor": cost, "orders": orders, "gmv_minor": gmv}
    play.say("ad.reported", **row, **of(word), **figures, **more)


def test_five_words_have_the_figures_of_their_verdicts():
    play = Player().at("2026-11-20T10:00:00+08:00")
    base = {"timezone": "Asia/Shanghai", "currency": "CNY", "gross_margin": 0.4, "revision": 1}
    play.say("shop.configured", effective_from="2026-01-01T00:00:00+08:00", **base)
    spend(play, "w1", 120, 12000, 0, 0)
    spend(play, "w2", 100, 10000, 2, 18000)
    spend(play, "w3", 80, 10000, 3, 40000, avg_position=6)
    spend(play, "w4", 20, 2000, 1, 9000)
    for number in range(100):
        name, then = f"u{number}", {"time": "2026-11-19T10:00:00+08:00", "history": True}
        play.say("page.viewed", envelope=then, view_id=name, visitor_id=name, page_type="item", item_id="i1")
    line = {"line_id": "1", "item_id": "i1", "qty": 1, "unit_price_minor": 9000, "amount_minor": 9000}
    for number in range(2):
        sold = {"order_id": f"o{number}", "buyer_id": f"b{number}", "amount_minor": 9000, "lines": [line]}
        play.say("order.paid", envelope={"time": "2026-11-19T11:00:00+08:00", "history": True}, **sold)
    row = {"day": "2026-11-18", "as_of": "2026-11-20T08:00:00+08:00", "revision": 1}
    play.say("keyword.reported", visitors=40, buyers=2, orders=2, **row, **of("w5"))
    jump(play, "2026-11-21T00:03:00+08:00")
    assert [play.final("ad_clicks", "r14", R14, **of(word)) for word in ("w1", "w2", "w3", "w4")] == [
        120,
        100,
        80,
        20,
    ]
    assert [play.final("roi", "r14", R14, **of(word)) for word in ("w1", "w2", "w3")] == [0, 1.8, 4]
    assert [play.final("ad_orders", "r14", R14, **of(word)) for word in ("w1", "w3")] == [0, 3]
    assert play.final("ad_position", "r14", R14, **of("w3")) == 6
    assert play.final("break_even_roi", "r30", "2026-10-22T00:00:00+08:00") == 2.5
    assert play.final("item_conversion", "r14", R14, item_id="i1") == 0.02
    assert play.final("keyword_buyers", "r14", R14, **of("w5")) == 2
    assert play.final("keyword_conversion", "r14", R14, **of("w5")) == 0.05
    assert not play.rows("ad_clicks", "r14", **of("w5"))
