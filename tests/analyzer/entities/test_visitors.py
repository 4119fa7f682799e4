"""What a visitor holds: page views, heartbeats told in any order and again, and what was stored of them before."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.entities.facts import Told
from services.analyzer.entities.grouping import see
from services.analyzer.entities.pings import FEW, Ping
from services.analyzer.entities.seen import Seen
from services.analyzer.entities.storedvisitors import pack, unpack
from services.analyzer.entities.visitors import LONG, Visitor, fade
from services.analyzer.entities.visits import View
from services.analyzer.moments import DAY, MINUTE, SECOND

MANY = LONG // 5  # page views whose ids, each of a letter and three digits, are as long as that
NOON_US = 1_795_579_200 * SECOND
MONTH_US = 30 * DAY * SECOND
STORED: dict[str, Any] = {
    "visits": [
        {
            "begun_us": NOON_US,
            "views": [
                [
                    [1, NOON_US, "e1", 0, NOON_US // SECOND, False, ""],
                    "v1",
                    None,
                    "i1",
                    "search",
                    "pc",
                    None,
                    "dress",
                    None,
                ]
            ],
            "offset": 7,
        }
    ],
    "seen": ["v1"],
    "touches": {"cart.added:a1": [1, NOON_US, "e2", 77, NOON_US // SECOND, False, ""]},
    "wishes": {"cart.added:a1": "i1"},
    "pings": {"v1": {1: [NOON_US, "p1", 10], 2: [NOON_US, "p2", 5]}, "v9": {1: [NOON_US, "p3", 8]}},
    "orders": ["o1"],
    "seen_at": NOON_US // SECOND,
}
PINGS = st.builds(
    Ping,
    st.integers(0, 2),
    st.sampled_from(["a", "b"]),
    st.integers(1, 2),
    st.sampled_from(["v1", "v2"]),
    st.integers(1, 3),
)


def view(name: str, minutes: int = 0) -> View:
    time_us = NOON_US + minutes * MINUTE * SECOND
    telling = Told(1, time_us, f"page.viewed:{name}", 0, time_us // SECOND, False)
    return View(telling, name, None, None, "search", "pc", None)


def visitor_of(*views: View) -> Visitor:
    visitor = Visitor()
    for each in views:
        see(visitor, each, lambda time_us: None)
    return visitor


def reopened(visitor: Visitor) -> Visitor:
    return unpack(pack(visitor))


def stored() -> Visitor:
    return unpack(msgspec.msgpack.encode(STORED))


def test_a_visitor_stored_with_heartbeats_by_page_view_and_number_holds_the_same():
    visitor = stored()
    assert visitor.seconds_in_use() == {"v1": 15, "v9": 8}
    assert (visitor.holds("v1"), visitor.holds("v9"), visitor.orders) == (True, False, ("o1",))
    assert (visitor.touches or {})["cart.added:a1"].digest == 77
    assert visitor.wishes == {"cart.added:a1": "i1"}
    assert visitor.find("v1") == visitor.visits[0].views[0]
    assert reopened(visitor) == visitor


def test_of_a_heartbeat_that_was_stored_before_a_repeat_changes_nothing_and_an_earlier_telling_wins():
    visitor = stored()
    visitor.hear_ping(Ping(NOON_US, "p1", 10, "v1", 1))
    visitor.hear_ping(Ping(NOON_US + 1, "p0", 60, "v1", 1))
    assert visitor.seconds_in_use()["v1"] == 15
    visitor.hear_ping(Ping(NOON_US - 1, "p4", 20, "v1", 1))
    assert reopened(visitor).seconds_in_use()["v1"] == 25


def test_a_page_view_told_anew_replaces_the_one_that_was_stored_before():
    visitor = stored()
    assert not see(visitor, view("v1", 1), lambda time_us: None)
    assert see(visitor, view("v1", -1), lambda time_us: None)
    assert [each.view_id for visit in visitor.visits for each in visit.views] == ["v1"]
    assert visitor.visits[0].begun_us == NOON_US - MINUTE * SECOND


def test_what_was_stored_before_fades_as_what_is_stored_now():
    visitor = stored()
    visitor.hear_ping(Ping(NOON_US + 2 * DAY * SECOND, "p5", 30, "v9", 2))
    visitor.close(visitor.visits[0])
    fade(visitor, NOON_US + DAY * SECOND, MONTH_US)
    assert (visitor.holds("v1"), visitor.touches, visitor.wishes) == (False, {}, {})
    assert visitor.seconds_in_use() == {"v9": 38}


@given(st.lists(PINGS, max_size=4 * FEW))
def test_each_number_counts_once_by_its_lowest_telling_in_whatever_order_and_however_often(pings):
    visitor, lowest = Visitor(), {}
    for ping in pings:
        visitor.hear_ping(ping)
        name = (ping.view_id, ping.number)
        lowest[name] = min(lowest.get(name, ping), ping, key=lambda each: each.rank)
    expected: dict[str, int] = {}
    for (view_id, _), ping in lowest.items():
        expected[view_id] = expected.get(view_id, 0) + ping.seconds
    assert visitor.seconds_in_use() == expected
    assert reopened(visitor).seconds_in_use() == expected


def test_a_heartbeat_sent_over_and_over_does_not_make_a_visitor_grow():
    visitor = Visitor()
    for number in range(100):
        visitor.hear_ping(Ping(NOON_US, f"p{number}", 10, "v1", number))
    for _ in range(50):
        for number in range(100):
            visitor.hear_ping(Ping(NOON_US, f"p{number}", 10, "v1", number))
    assert len(visitor.beats or []) <= 2 * 100 + FEW
    assert visitor.seconds_in_use() == {"v1": 1000}


def test_whether_a_page_view_is_held_is_known_of_few_and_of_many():
    for number in (1, MANY - 1, MANY, MANY + 1, 2 * MANY):
        names = [f"v{each:03}" for each in range(number)]
        visitor = Visitor()
        for minute, name in enumerate(names):
            assert not visitor.holds(name)
            see(visitor, view(name, minute), lambda time_us: None)
        assert all(visitor.holds(name) and visitor.find(name) is not None for name in names)
        assert not visitor.holds("another")
        assert all(reopened(visitor).holds(name) for name in names)


@given(st.lists(st.text("ab\n", max_size=4), unique=True, max_size=8), st.text("ab\n", max_size=4))
def test_no_page_view_is_taken_for_another_whatever_their_ids_are(names, other):
    visitor = visitor_of(*(view(name, minute) for minute, name in enumerate(names)))
    assert all(visitor.holds(name) and visitor.find(name) is not None for name in names)
    assert visitor.holds(other) == (other in names)
    assert reopened(visitor).holds(other) == (other in names)


def test_of_many_page_views_those_that_faded_are_held_no_longer():
    visitor = visitor_of(*(view(f"v{each:03}", each) for each in range(2 * MANY)), view("late", 3 * 24 * 60))
    assert not visitor.holds("another")
    visitor.close(visitor.visits[0])
    fade(visitor, NOON_US + DAY * SECOND, MONTH_US)
    assert not visitor.holds("v001")
    assert visitor.holds("late")


def test_an_order_is_held_once_and_can_be_dropped():
    visitor = Visitor()
    for name in ("o2", "o1", "o2"):
        visitor.paid(name)
    visitor.drop_order("o1")
    visitor.drop_order("unknown")
    assert reopened(visitor).orders == ("o2",)


def test_a_visitor_of_whom_nothing_was_heard_has_empty_glimpses():
    assert msgspec.msgpack.decode(pack(Visitor()), type=Seen) == Seen()
