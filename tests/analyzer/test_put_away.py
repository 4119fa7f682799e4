"""Minutes of items that were said are held as what is to be written of them, before any checkpoint."""

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.panes import Pane, PaneKey
from services.contracts.moments import micros
from tests.stories.player import Player, moment

TEN = "2026-11-20T10:00:00+08:00"
ITEM = (("item_id", "i1"),)


def a_view(play: Player, number: int) -> None:
    view = {"view_id": f"v{number}", "visitor_id": f"u{number}", "page_type": "item", "item_id": "i1"}
    play.send([play.line("page.viewed", view, time="2026-11-20T10:00:20+08:00")])


def held(play: Player) -> Pane | bytes:
    windows = play.aggregator._held["s1"].shop.windows
    key = PaneKey("s", "m", micros(moment(TEN)) // 1_000_000, ITEM)
    return windows.book.windows[key[:3]][key.scope]


def views_of_the_minute(play: Player) -> list[int]:
    rows = play.rows("page_views", "minute", item_id="i1")
    return [row["value"] for row in rows]


def said_and_told_later(*, is_written: bool) -> tuple[list[int], dict[bytes, bytes]]:
    play = Player().at("2026-11-20T10:00:30+08:00")
    a_view(play, 1)
    items: dict[bytes, bytes] = {}
    for late, until in ((2, "10:03:00"), (3, "10:04:00"), (4, "10:05:00")):
        play.pass_to(f"2026-11-20T{until}+08:00")
        if is_written:
            items |= play.aggregator.take_changed()
            play.aggregator = ShopAggregator()
            play.aggregator.restore(items)
        assert isinstance(held(play), bytes)
        a_view(play, late)
        assert isinstance(held(play), Pane)  # until its revision is said
    play.pass_to("2026-11-20T10:06:00+08:00")
    return views_of_the_minute(play), items | play.aggregator.take_changed()


def test_who_comes_late_to_a_minute_that_was_put_away_is_counted_whether_it_was_written_or_not():
    figures, items = said_and_told_later(is_written=False)
    same, written = said_and_told_later(is_written=True)
    assert figures == same == [1, 2, 3, 4]
    minutes = [key for key in items if b'"pane","s","m"' in key and b'"i1"' in key]
    assert minutes
    assert all(items[key] == written[key] for key in minutes)


def test_the_minutes_and_hours_of_an_item_have_its_scope_in_common() -> None:
    play = Player().at("2026-11-20T10:00:30+08:00")
    for number, minute in enumerate(("10:00", "10:01", "10:59", "11:02")):
        view = {"view_id": f"v{number}", "visitor_id": "u1", "page_type": "item", "item_id": "i1"}
        play.pass_to(f"2026-11-20T{minute}:25+08:00")
        play.send([play.line("page.viewed", view, time=f"2026-11-20T{minute}:20+08:00")])
    play.pass_to("2026-11-20T11:30:00+08:00")
    windows = play.aggregator._held["s1"].shop.windows.book.windows
    of_items = {
        window: [id(scope) for scope in scopes if scope == ITEM] for window, scopes in windows.items()
    }
    shared = [
        number
        for window, scopes in of_items.items()
        if window[0] == "s" and window[1] in "mhd"
        for number in scopes
    ]
    assert (len(shared), len(set(shared))) == (7, 1)
