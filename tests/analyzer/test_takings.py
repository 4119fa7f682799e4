"""What orders add waits for ten seconds at most: no window is other than if it had been counted at once."""

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.clock import Arrival, Clock
from services.analyzer.contributions.sales import touch
from services.analyzer.deltas import SHOP, Contributions, Scope
from services.analyzer.moments import Calendar
from services.analyzer.takings import Takings
from services.analyzer.windows import Windows

AT = 1_795_744_790  # the last ten seconds before 10:00 in Shanghai, 2026-11-26
SCOPES: list[Scope] = [
    SHOP,
    (("traffic_source", "ads"),),
    (("device", "mobile"),),
    (("activity_id", "a1"),),
    (("item_id", "i1"),),
    (("item_id", "i1"), ("keyword", "dress")),
]


def bought(who: str, amount: int, at: int = AT) -> Contributions:
    """What an order of an amount in minor units adds, as far as it may wait."""
    changes = Contributions()
    changes.total("s", "pmhd", at, SCOPES, "gmv", amount)
    changes.total("s", "qy", at, SCOPES[2:], "gmv", amount)
    changes.distinct("s", "hd", at, SCOPES, "buyers", who)
    for kind in "wM":
        changes.total("s", kind, at, SCOPES[:4], "new", 1)
    return changes


def test_what_is_of_another_moment_or_family_or_taken_back_or_may_be_a_sketch_does_not_wait():
    takings, others = Takings(), Contributions()
    others.total("s", "d", AT - 60, [SHOP], "created_paid", 1)
    others.total("g", "p", AT, [SCOPES[4]], "units", 2)
    others.total("s", "d", AT, [SHOP], "conflicts", -1)
    touch(others, AT, "u1")
    left = takings.take({**bought("b1", 900), **others}, AT, 7)
    assert left == {cell: step for cell, step in others.items() if cell[4] != "touched"}
    assert takings


def test_a_window_of_ten_seconds_has_what_is_its_own_before_its_minute_is_over():
    windows = Windows(Calendar("Asia/Shanghai"), Clock(), {})
    for second in (0, 40):
        windows.footfall.takings.take(bought("b1", 900, AT - 50 + second), AT - 50 + second, 7)
    windows.clock.watermark = AT - 40 + windows.clock.grace.last
    assert [panes[0].key.start for panes in windows.over() if panes[0].key.scope == SHOP] == [AT - 50]
    assert windows.footfall.takings


class Till:
    """A shop's windows, into which orders come that wait, or come at once."""

    def __init__(self) -> None:
        self.windows = Windows(Calendar("Asia/Shanghai"), Clock(), {})

    def sell(self, at: int, who: str, amount: int, offset: int, *, waits: bool) -> None:
        changes: dict = bought(who, amount, at)
        if waits:
            changes = self.windows.footfall.takings.take(changes, at, offset)
        self.windows.apply(changes, Arrival(at, False, True), offset)

    def take_back(self, at: int, who: str, amount: int, offset: int) -> None:
        changes = {cell: -step for cell, step in bought(who, amount, at).items()}
        self.windows.apply(changes, Arrival(at, False, True), offset)

    def held(self) -> dict:
        self.windows.settle()
        return {
            key: (pane.end, pane.sums, {name: m.held for name, m in pane.members.items()}, pane.first_offset)
            for key, pane in self.windows.book.panes.items()
        }


ORDERS = st.lists(
    st.tuples(
        st.integers(0, 39),
        st.sampled_from(["b1", "b2", "b3"]),
        st.integers(0, 5),
        st.booleans(),
        st.booleans(),
    ),
    max_size=25,
)


@given(ORDERS)
def test_whenever_what_waits_is_settled_every_window_is_as_if_nothing_had_waited(orders):
    at_once, later = Till(), Till()
    for offset, (second, who, amount, is_taken_back, is_settled) in enumerate(orders):
        at_once.sell(AT + second, who, amount, offset, waits=False)
        later.sell(AT + second, who, amount, offset, waits=True)
        for till in (at_once, later):
            if is_taken_back:
                till.take_back(AT + second, who, amount, offset)
        if is_settled:
            later.windows.settle()
    assert later.held() == at_once.held()
