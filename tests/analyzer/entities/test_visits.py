"""A visit holds its page views as they are stored: opened, they are what was put into it, in whatever order."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.entities.facts import Told
from services.analyzer.entities.visits import View, Visit, closes_us

NOON_US = 1_795_579_200_000_000
MOMENTS = st.lists(st.integers(0, 3), min_size=1, max_size=12)


def view(name: str, time_us: int) -> View:
    telling = Told(1, NOON_US + time_us, f"page.viewed:{name}", 0, NOON_US // 1_000_000, False)
    return View(telling, name, None, None, "search", "pc", None)


@given(MOMENTS, st.sets(st.integers(1, 12)))
def test_page_views_put_into_a_visit_are_in_their_order_whenever_they_are_stored(moments, stored_after):
    views = [view(f"v{each}", time_us) for each, time_us in enumerate(moments)]
    visit = Visit.of(views[:1])
    for number, each in enumerate(views[1:], start=1):
        visit.join(each)
        if number in stored_after:
            visit.lay()
        held = sorted(views[: number + 1], key=lambda told: told.order)
        assert (visit.views, visit.first, visit.number) == (held, held[0], number + 1)
        assert (visit.begun_us, visit.last_us) == (held[0].told.time_us, held[-1].told.time_us)
        assert [each for each in (*views, view("another", 0)) if visit.holds(each.view_id)] == views[
            : number + 1
        ]
    assert visit.lay() == [
        msgspec.msgpack.encode(each) for each in sorted(views, key=lambda told: told.order)
    ]


def test_a_visit_of_which_only_the_beginning_is_remembered_is_over_by_its_rule():
    visit = Visit.of([view("v1", 0), view("v2", 60_000_000)])
    ends = closes_us(visit)
    visit.forget_views()
    assert (visit.views, visit.number, visit.begun_us) == ([], 0, NOON_US)
    assert closes_us(visit) == ends - 60_000_000
