from services.analyzer.aggregator import ShopAggregator
from services.analyzer.members import CHUNK
from services.analyzer.state import PART_BYTES
from tests.stories.player import Player


def test_an_item_larger_than_a_record_is_written_in_parts_and_comes_back_whole():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for batch in range(90):
        data = [
            {"view_id": f"v{batch}-{n}", "visitor_id": "crawler", "page_type": "home"} for n in range(100)
        ]
        play.send([play.line("page.viewed", view) for view in data])
    items = play.aggregator.take_changed()
    assert max(map(len, items.values())) <= PART_BYTES + 2
    assert any(key.endswith(b"#1") for key in items)
    again = ShopAggregator()
    again.restore(items)
    play.aggregator = again
    play.send([play.line("page.viewed", {"view_id": "v1-1", "visitor_id": "crawler", "page_type": "home"})])
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("page_views") == 9000
    assert play.final("visitors") == 1


def test_what_is_dropped_is_dropped_with_all_its_parts():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for batch in range(90):
        data = [
            {"view_id": f"v{batch}-{n}", "visitor_id": "crawler", "page_type": "home"} for n in range(100)
        ]
        play.send([play.line("page.viewed", view) for view in data])
    written = set(play.aggregator.take_changed())
    play.at("2027-11-20T10:00:00+08:00")
    play.tick()
    for later in ("2028-11-20T10:00:00+08:00", "2028-11-20T10:20:00+08:00"):
        play.at(later)
        play.tick()  # of what waited to be said anew at the first of these nothing waits at the second
    play.aggregator.take_changed()
    dropped = set(play.aggregator.take_dropped())
    assert {key for key in written if b'"visitor"' in key} <= dropped
    assert {
        key for key in written if b'"page_views"' in key or (b'"pane"' in key and b'"s","d"' in key)
    } <= dropped


def test_showing_a_week_that_runs_is_no_reason_to_write_it():
    play = Player().at("2026-11-20T10:00:00+08:00")
    view = {"view_id": "v1", "visitor_id": "u1", "page_type": "item", "item_id": "i1"}
    play.send([play.line("page.viewed", view)])
    play.aggregator.take_changed()
    play.send([play.line("page.viewed", {**view, "view_id": "v2"})])
    shown = [line for record in play.aggregator.current() for line in record.value.split(b"\n")]
    assert any(b'"page_views:item_id=i1:week:' in line and b'"value":2' in line for line in shown)
    written = [key for key in play.aggregator.take_changed() if b'"i1"' in key]
    assert any(b'"s","d"' in key for key in written)
    assert not any(b'"s","w"' in key for key in written)


def a_crowd(play: Player, names: range) -> None:
    views = [{"view_id": f"v{n}", "visitor_id": f"u{n}", "page_type": "home"} for n in names]
    play.send([play.line("page.viewed", view, time="2026-11-20T10:00:20+08:00") for view in views])


def chunks_of_minutes(items: dict[bytes, bytes]) -> list[bytes]:
    return [key for key in items if b'"members","s","m"' in key]


def come_back(play: Player, items: dict[bytes, bytes]) -> None:
    play.aggregator = ShopAggregator()
    play.aggregator.restore(items)


def test_the_crowd_of_a_minute_that_is_over_is_written_with_it_and_who_comes_late_is_counted_on():
    play = Player().at("2026-11-20T10:00:30+08:00")
    a_crowd(play, range(2 * CHUNK))
    play.pass_to("2026-11-20T10:03:00+08:00")
    items = play.aggregator.take_changed()
    assert not chunks_of_minutes(items)
    come_back(play, items)
    a_crowd(play, range(CHUNK, 3 * CHUNK))
    play.pass_to("2026-11-20T10:04:00+08:00")
    late = play.aggregator.take_changed()
    assert chunks_of_minutes(late)
    come_back(play, items | late)
    a_crowd(play, range(2 * CHUNK, 3 * CHUNK + 1))
    play.pass_to("2026-11-20T10:05:00+08:00")
    assert play.final("visitors", "minute", start="2026-11-20T10:00:00+08:00") == 3 * CHUNK + 1


def test_the_crowd_of_a_minute_that_runs_is_written_in_chunks_and_goes_on_so():
    play = Player().at("2026-11-20T10:00:30+08:00")
    a_crowd(play, range(2 * CHUNK))
    items = play.aggregator.take_changed()
    assert chunks_of_minutes(items)
    play.pass_to("2026-11-20T10:03:00+08:00")
    items |= play.aggregator.take_changed()
    come_back(play, items)
    a_crowd(play, range(2 * CHUNK, 2 * CHUNK + 1))
    play.pass_to("2026-11-20T10:04:00+08:00")
    assert play.final("visitors", "minute", start="2026-11-20T10:00:00+08:00") == 2 * CHUNK + 1


def test_the_crowd_of_an_hour_is_written_with_it_and_in_chunks_from_the_second_time_on():
    play = Player().at("2026-11-20T10:00:30+08:00")
    items: dict[bytes, bytes] = {}
    for number, apart in ((0, False), (1, True), (2, True)):
        a_crowd(play, range(number * CHUNK, (number + 2) * CHUNK))
        changed = play.aggregator.take_changed()
        assert any(b'"members","s","h"' in key for key in changed) is apart
        items |= changed
        come_back(play, items)
    play.pass_to("2026-11-20T11:03:00+08:00")
    assert play.final("visitors", "hour", start="2026-11-20T10:00:00+08:00") == 4 * CHUNK
