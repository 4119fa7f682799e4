"""Complaints, returns, reviews, ratings and losses (metrics.md M8)."""

from typing import Any

from tests.analyzer.formulas.friday import DAY_OVER, FRIDAY, MONTH, MONTH_OVER, WEEK, WEEK_OVER, at_ten, over
from tests.stories.orders import buy
from tests.stories.player import Player


def complain(play: Player, number: int, envelope: dict[str, Any] | None = None, **more: Any) -> None:
    said = {"reason": "misled", **more}
    play.say("complaint.filed", envelope=envelope, complaint_id=f"cp{number}", **said)


def ask(play: Player, number: int, buyer: str, agent: str, is_presale: bool = True, **envelope: Any) -> None:
    said = {"buyer_id": buyer, "agent_id": agent, "channel": "wangwang", "is_presale": is_presale}
    play.say("inquiry.opened", envelope=envelope, inquiry_id=f"q{number}", **said)


def send_back(play: Player, number: int, reason: str, **more: Any) -> None:
    play.say("return.requested", return_id=f"t{number}", order_id=f"o{number}", reason=reason, **more)


def review(play: Player, number: int, envelope: dict[str, Any] | None = None, **said: Any) -> None:
    play.say("review.posted", envelope=envelope, **{"review_id": f"rv{number}", "item_id": "i1", **said})


def test_complaints_are_counted_by_day_and_week_for_shop_item_and_agent():
    play = at_ten()
    complain(play, 1, item_id="i1", agent_id="p_cs1")
    complain(play, 2, item_id="i1", agent_id="p_cs2")
    complain(play, 2, item_id="i1", agent_id="p_cs2")
    play.pass_to(DAY_OVER)
    complain(play, 3)
    over(play, WEEK_OVER)
    assert play.final("complaints", "day", FRIDAY) == 2
    assert play.final("complaints", "day", FRIDAY, item_id="i1") == 2
    assert play.final("complaints", "day", FRIDAY, agent_id="p_cs2") == 1
    assert play.final("complaints", "week", WEEK) == 3
    assert play.final("complaints", "week", WEEK, item_id="i1") == 2
    assert play.final("complaints", "week", WEEK, agent_id="p_cs1") == 1


def test_a_complaint_that_names_a_chat_is_about_a_promise_of_its_agent():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1")
    complain(play, 1, inquiry_id="q1", buyer_id="b1")
    complain(play, 2, buyer_id="b1")
    over(play, WEEK_OVER)
    for kind, start in (("day", FRIDAY), ("week", WEEK)):
        assert play.final("presale_complaints", kind, start) == 1
        assert play.final("presale_complaints", kind, start, agent_id="p_cs1") == 1


def test_a_complaint_is_about_a_promise_when_its_buyer_asked_in_the_seven_days_before_the_order():
    play = at_ten()
    for number, asked in enumerate(("2026-11-13T10:00:00", "2026-11-13T09:59:59", "2026-11-20T10:00:01")):
        ask(play, number, f"b{number}", f"p_cs{number}", time=f"{asked}+08:00")
        buy(play, f"o{number}", "i1", 5000, buyer_id=f"b{number}")
        complain(play, number, order_id=f"o{number}")
    play.pass_to(DAY_OVER)
    assert play.final("presale_complaints", "day", FRIDAY) == 1
    assert play.final("presale_complaints", "day", FRIDAY, agent_id="p_cs0") == 1


def test_an_after_sale_chat_is_no_promise():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1", is_presale=False)
    buy(play, "o1", "i1", 5000, buyer_id="b1")
    complain(play, 1, order_id="o1", buyer_id="b1")
    play.pass_to(DAY_OVER)
    assert play.final("presale_complaints", "day", FRIDAY) == 0
    assert play.final("complaints", "day", FRIDAY) == 1


def test_order_and_inquiry_told_after_the_complaint_make_it_one_about_a_promise():
    play = at_ten()
    complain(play, 1, order_id="o1")
    play.pass_to(DAY_OVER)
    assert play.final("presale_complaints", "day", FRIDAY) == 0
    before = {"time": "2026-11-20T09:00:00+08:00"}
    buy(play, "o1", "i1", 5000, buyer_id="b1", envelope={**before, "id": "late"})
    ask(play, 1, "b1", "p_cs1", time="2026-11-20T08:00:00+08:00")
    play.pass_to("2026-11-21T00:05:00+08:00")
    assert play.final("presale_complaints", "day", FRIDAY, agent_id="p_cs1") == 1
    row = play.final_row("presale_complaints", "day", FRIDAY)
    assert (row["value"], row["revision"]) == (1, 2)


def test_returns_are_counted_with_their_reasons_by_day_week_and_month():
    play = at_ten()
    for number, reason in enumerate(("size", "size", "quality")):
        send_back(play, number, reason, item_id="i1")
    send_back(play, 9, "size", item_id="i2")
    over(play, MONTH_OVER)
    for kind, start in (("day", FRIDAY), ("week", WEEK), ("month", MONTH)):
        assert play.final("returns", kind, start) == 4
        assert play.final("returns", kind, start, item_id="i1") == 3
        assert play.final("returns", kind, start, reason="size") == 3
        assert play.final("returns", kind, start, item_id="i1", reason="size") == 2
        assert play.final("returns", kind, start, item_id="i1", reason="quality") == 1


def test_the_share_of_a_reason_is_that_of_all_returns_of_the_week_and_moves_with_every_other_return():
    play = at_ten()
    send_back(play, 1, "size", item_id="i1")
    send_back(play, 2, "quality", item_id="i1")
    send_back(play, 3, "quality", item_id="i2")
    over(play, WEEK_OVER)
    assert play.final_row("return_reason_share", "week", WEEK, reason="size")["value"] == 0.333333
    assert play.final("return_reason_share", "week", WEEK, item_id="i1", reason="size") == 0.5
    late = {"time": "2026-11-22T10:00:00+08:00"}
    play.say("return.requested", envelope=late, return_id="t4", order_id="o4", reason="late", item_id="i1")
    play.pass_to("2026-11-23T00:05:00+08:00")
    row = play.final_row("return_reason_share", "week", WEEK, reason="size")
    assert (row["numerator"], row["denominator"], row["revision"]) == (1, 4, 2)
    assert play.final("return_reason_share", "week", WEEK, item_id="i1", reason="size") == 0.333333
    assert not play.rows("return_reason_share", "week")


def test_a_return_told_again_with_another_reason_leaves_the_first_one():
    play = at_ten()
    send_back(play, 1, "size", item_id="i1")
    first = {"time": "2026-11-20T09:00:00+08:00"}
    play.say("return.requested", envelope=first, return_id="t1", order_id="o1", reason="late", item_id="i2")
    over(play, WEEK_OVER)
    assert play.final("returns", "day", FRIDAY) == 1
    assert play.final("returns", "day", FRIDAY, reason="late") == 1
    assert play.final("return_reason_share", "week", WEEK, reason="late") == 1
    assert play.final("return_reason_share", "week", WEEK, reason="size") == 0


def test_neutral_and_bad_reviews_are_counted_and_only_the_bad_ones_are_low():
    play = at_ten()
    for number, said in enumerate(({"grade": "bad"}, {"grade": "neutral"}, {"grade": "good"}, {"stars": 5})):
        review(play, number, **said)
    review(play, 9, item_id="i2", stars=3)
    over(play, MONTH_OVER)
    for kind, start in (("day", FRIDAY), ("week", WEEK), ("month", MONTH)):
        assert play.final("low_share", kind, start) == 0.2
        assert play.final("low_share", kind, start, item_id="i1") == 0.25
        assert play.final("low_share", kind, start, item_id="i2") == 0
    for kind, start in (("day", FRIDAY), ("week", WEEK)):
        assert play.final("bad_reviews", kind, start) == 3
        assert play.final("bad_reviews", kind, start, item_id="i1") == 2


def test_stars_stand_for_a_grade_where_none_is_given():
    play = at_ten()
    for stars in (1, 2, 3, 4, 5):
        review(play, stars, stars=stars)
    review(play, 9, stars=1, grade="good")
    play.pass_to(DAY_OVER)
    row = play.final_row("low_share", "day", FRIDAY)
    assert (row["numerator"], row["denominator"]) == (2, 6)
    assert play.final("bad_reviews", "day", FRIDAY) == 3


def test_without_reviews_there_is_no_share():
    play = at_ten()
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    play.pass_to(DAY_OVER)
    assert play.final("bad_reviews", "day", FRIDAY) == 0
    assert play.final_row("low_share", "day", FRIDAY)["null_reason"] == "zero_denominator"


def test_the_time_to_resolve_is_the_median_of_the_week_of_posting_with_the_open_ones_beside_it():
    play = at_ten()
    posted = {"time": "2026-11-20T10:00:00+08:00"}
    for number, minutes in enumerate((30, 90, 200, 0)):
        review(play, number, posted, grade="bad")
        if minutes:
            hours, rest = divmod(600 + minutes, 60)
            resolved = {"time": f"2026-11-20T{hours:02}:{rest:02}:00+08:00", "receivedat": DAY_OVER}
            play.say("review.resolved", envelope=resolved, review_id=f"rv{number}", how="changed")
    review(play, 8, posted, grade="good")
    over(play, WEEK_OVER)
    row = play.final_row("review_resolve_minutes", "week", WEEK)
    assert row["value"] == 90
    assert row["parts"] == {"unresolved": 1, "age rv3": 62 * 60}
    assert play.final("review_resolve_minutes", "week", WEEK, item_id="i1") == 90


def test_a_review_resolved_in_a_later_week_belongs_to_the_week_in_which_it_was_posted():
    play = Player().at("2026-11-22T23:00:00+08:00")
    review(play, 1, grade="bad")
    play.pass_to("2026-11-23T00:30:00+08:00")
    assert play.final_row("review_resolve_minutes", "week", WEEK)["null_reason"] == "min_samples"
    play.say("review.resolved", review_id="rv1", how="answered")
    play.pass_to("2026-11-30T00:03:00+08:00")
    row = play.final_row("review_resolve_minutes", "week", WEEK)
    assert (row["value"], row["revision"], row.get("parts")) == (90, 2, None)
    later = [row for row in play.rows("review_resolve_minutes", "week") if row["window"]["start"] > WEEK]
    assert [row.get("value") for row in later] == [None]
