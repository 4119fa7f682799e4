from datetime import timedelta

from services.analyzer.values import NOTHING, Value, median
from tests.stories.orders import buy
from tests.stories.player import Player, moment

TODAY = moment("2026-11-20T00:00:00+08:00")


def weeks_of_orders(per_quarter_hour: list[int]) -> Player:
    """Orders of the same weekdays before today at 10:00, as history, the last week first; the shop is live now."""
    play = Player().at("2026-11-20T09:50:00+08:00")
    for week, orders in enumerate(per_quarter_hour, 1):
        for number in range(orders):
            then = TODAY + timedelta(hours=10, minutes=1, seconds=number) - timedelta(days=7 * week)
            buy(play, f"w{week}-{number}", "i1", 500, envelope={"history": True, "time": then})
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    return play


def test_a_median_is_exact_and_nothing_has_none():
    assert median([3, 1, 2]) == Value(2)
    assert median([1, 2]) == Value(3, 2)
    assert median([2, 4]) == Value(3)
    assert median([]) == NOTHING


def test_the_orders_of_a_quarter_of_an_hour_stand_beside_the_usual_number():
    play = weeks_of_orders([8, 10, 12, 14]).pass_to("2026-11-20T10:10:00+08:00")
    buy(play, "o1", "i1", 500)
    play.pass_to("2026-11-20T10:16:00+08:00")
    row = play.current_row("orders_expected", "r15m")
    assert (row["value"], row["parts"]["actual"]) == (11, 1)
    assert play.current("orders_expected", "r120m") == 11


def test_a_shop_without_the_same_weekday_does_not_know():
    play = Player().at("2026-11-20T10:00:00+08:00")
    buy(play, "o1", "i1", 500)
    play.pass_to("2026-11-20T10:02:00+08:00")
    assert play.current_row("orders_expected", "r15m")["null_reason"] == "no_data"


def test_the_usual_rate_of_an_item_is_the_median_of_the_same_hour_of_fourteen_days():
    play = Player().at("2026-11-20T09:50:00+08:00")
    for back in range(1, 15):
        for number in range(12 if back % 2 else 18):
            then = TODAY + timedelta(hours=10, minutes=number) - timedelta(days=back)
            buy(play, f"d{back}-{number}", "i1", 500, envelope={"history": True, "time": then})
    play.pass_to("2026-11-20T10:05:00+08:00")
    buy(play, "o1", "i1", 500)
    buy(play, "o2", "i2", 500)
    play.pass_to("2026-11-20T10:06:30+08:00")
    row = play.current_row("order_rate_baseline", "r14", item_id="i1")
    assert row["value"] == 0.25
    assert play.current("order_rate_baseline", "r14", item_id="i2") == 0.05


def test_visitors_by_search_until_ten_stand_beside_the_median_of_four_weeks():
    play = Player().at("2026-11-20T09:00:00+08:00")
    for week, visitors in enumerate((24, 25, 26, 27), 1):
        for number in range(visitors):
            then = TODAY + timedelta(hours=8, minutes=number) - timedelta(days=7 * week)
            see(play, f"w{week}-{number}", envelope={"history": True, "time": then})
    for number in range(17):
        see(play, f"t{number}")
    play.pass_to("2026-11-20T10:03:00+08:00")
    search = {"traffic_source": "search"}
    rows = play.rows("visitors_expected", "day_so_far", is_final=False, **search)
    assert rows[-1]["value"] == 25.5
    assert moment(rows[-1]["window"]["end"]) == moment("2026-11-20T10:00:00+08:00")
    assert play.rows("visitors", "day_so_far", is_final=False, **search)[-1]["value"] == 17


def see(play: Player, name: str, **more: object) -> None:
    play.say("page.viewed", view_id=name, visitor_id=name, page_type="home", traffic_source="search", **more)
