"""Page views wait before they are counted: no figure depends on for how long."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.analyzer.clock import Arrival, Clock
from services.analyzer.contributions.traffic import touched
from services.analyzer.deltas import SHOP
from services.analyzer.footfall import Aside
from services.analyzer.moments import Calendar
from services.analyzer.overtime import OverTime
from services.analyzer.windows import Windows
from services.analyzer.wishes import WISHES
from tests.analyzer.formulas.friday import FRIDAY, at_ten, leap
from tests.analyzer.optional import configure
from tests.stories.player import Player

TEN = 1_795_744_800  # 2026-11-26 10:00:00 in Shanghai
BACK = 1_806_762_600  # 45 minutes before the clocks of Lord Howe go back from 02:00 to 01:30 on 2027-04-04
ZONES = ["Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"]
BEGINNINGS = [*((zone, TEN) for zone in ZONES), (ZONES[3], BACK)]
SOURCES = ["search", "ads"]
ITEM = (("item_id", "i1"),)
FAVOURED = "item.favorited"
LIMIT = 4  # visitors that a set holds exactly: so few that sequences of some steps cross it


def scopes_of(source: str) -> list:
    by_source = (("item_id", "i1"), ("traffic_source", source))
    return [
        (SHOP, "viewers"),
        ((("traffic_source", source),), "viewers"),
        (ITEM, "item_viewers"),
        (by_source, "item_viewers"),
    ]


class Footsteps:
    """A shop's windows, into which visitors come, and out of which some are taken back; in odd seconds they wish."""

    def __init__(self, zone: str = ZONES[0]) -> None:
        self.windows = Windows(Calendar(zone), Clock(), {})
        self.there: list[tuple[int, str, str]] = []
        self.windows.limit_sets(OverTime(LIMIT))

    def come(self, at: int, who: str, source: str, offset: int) -> None:
        topic = Aside("mhd", (("activity_id", "a1"),), "viewers")
        way = (source, "phone", "new")
        self.windows.footfall.view(at, way, who, "i1", offset, "dress", [topic])
        if at % 2:
            self.windows.footfall.signs.wished(at, who, WISHES[FAVOURED], "i1", offset)
        self.there.append((at, who, source))

    def take_back(self, which: int, offset: int) -> None:
        at, who, source = self.there.pop(which % len(self.there))
        changes = {
            ("s", "mhd" if name == "viewers" else "hd", at, scope, name, who): -1
            for scope, name in scopes_of(source)
        }
        wish = touched(who, f"{FAVOURED}:a1", at, "i1") if at % 2 else {}
        changes |= {cell: -amount for cell, amount in wish.items()}
        self.windows.apply(changes, Arrival(at + 1, False, True), offset)

    def seen(self) -> dict:
        self.windows.settle()
        return {
            key: (
                dict(pane.sums),
                {
                    name: (members.size, members.is_sketch, dict(members.held))
                    for name, members in pane.members.items()
                    if members.size or members.held
                },
                (pane.end, pane.touched_at, pane.first_offset, pane.is_live, pane.is_closed),
            )
            for key, pane in self.windows.book.panes.items()
        }


COMES = st.tuples(st.integers(0, 5400), st.integers(0, 7).map(str), st.sampled_from(SOURCES))
LEAVES = st.integers(0, 40)
FULL = [(0, str(who), "search") for who in range(LIMIT + 1)]
WISHED = [(1, who, source) for _, who, source in FULL]


@given(
    st.lists(st.tuples(st.one_of(COMES, COMES, LEAVES), st.booleans()), max_size=40),
    st.sampled_from(BEGINNINGS),
)
@example([(step, False) for step in (*FULL, 0)], BEGINNINGS[0])
@example([(step, False) for step in (*FULL[1:], 0, *FULL)], BEGINNINGS[1])
@example([(step, False) for step in (*WISHED, 0)], BEGINNINGS[0])
def test_windows_are_the_same_however_long_page_views_waited(steps, beginning):
    zone, began = beginning
    waiting, settled, sometimes = Footsteps(zone), Footsteps(zone), Footsteps(zone)
    for offset, (step, is_settled) in enumerate(steps):
        for shop in (waiting, settled, sometimes):
            if not isinstance(step, int):
                at, who, source = step
                shop.come(began + at, who, source, offset)
            elif shop.there:
                shop.take_back(step, offset)
        settled.windows.settle()
        if is_settled:
            sometimes.windows.settle()
    assert waiting.seen() == settled.seen() == sometimes.seen()


def test_who_leaves_leaves_the_hour_of_coming_though_the_clock_was_set_back_within_it():
    shop = Footsteps(ZONES[3])
    shop.come(BACK + 2000, "6", "search", 0)
    shop.come(BACK + 900, "7", "search", 1)
    shop.windows.settle()
    for offset in (2, 3):
        shop.take_back(0, offset)
    hours = [parts[1] for key, parts in shop.seen().items() if key[1] == "h" and key.scope == SHOP]
    assert len(hours) == 2
    assert not any("viewers" in members for members in hours)


def search_loses_a_visitor(*, is_watched: bool) -> Player:
    """A hundred and one come by search, of whom one turns out to have come by an ad first."""
    play = at_ten()
    configure(play, exact_distinct_limit=100)
    for number in range(101):
        look(play, number, "search")
    if is_watched:
        play.aggregator.current()
    play.at("2026-11-20T10:00:20+08:00")
    look(play, 0, "ads", view_id="earlier", envelope={"time": "2026-11-20T09:59:59+08:00"})
    return leap(play)


def look(play: Player, number: int, source: str, **more: Any) -> None:
    said = {"view_id": f"v{number}", "page_type": "home", "traffic_source": source, **more}
    play.say("page.viewed", visitor_id=f"u{number}", **said)


@pytest.mark.parametrize("is_watched", [True, False])
def test_who_leaves_a_source_that_had_too_many_visitors_leaves_an_estimate(is_watched):
    play = search_loses_a_visitor(is_watched=is_watched)
    for kind, start in (("hour", "2026-11-20T10:00:00+08:00"), ("day", FRIDAY)):
        row = play.final_row("visitors", kind, start, traffic_source="search")
        assert row["error"] > 0


def test_figures_are_the_same_whether_somebody_watched_or_not():
    watched, alone = (search_loses_a_visitor(is_watched=each) for each in (True, False))
    assert watched.finals == alone.finals


def a_late_wish(*, is_watched: bool) -> Player:
    """A page view at ten; what moves the clock to a quarter past comes with a wish for the same item at ten."""
    play = at_ten()
    look(play, 0, "search", page_type="item", item_id="i1")
    if is_watched:
        play.aggregator.current()
    play.at("2026-11-20T10:05:00+08:00")
    said = {"visitor_id": "u1", "item_id": "i1"}
    lines = [
        play.line("item.favorited", {"action_id": "a1", **said}),
        play.line("item.favorited", {"action_id": "a2", **said}, time="2026-11-20T10:00:30+08:00"),
    ]
    play.send(lines)
    return play.pass_to("2026-11-20T10:06:00+08:00")


def test_a_minute_that_is_over_closes_with_its_page_views_before_a_late_wish_is_counted_in_it():
    watched, alone = (a_late_wish(is_watched=each) for each in (True, False))
    assert alone.final("page_views", "minute", item_id="i1") == 1
    assert alone.finals == watched.finals
