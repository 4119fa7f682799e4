"""Signs of visitors that wait to be counted, and those that an order is among other things."""

from services.analyzer.contributions.sales import touch
from services.analyzer.deltas import SHOP, Cell, Contributions
from services.analyzer.signs import Signs

AT = 1_795_140_000
GMV: Cell = ("s", "pmhd", AT, SHOP, "gmv", None)


def told_by(*visitors: str) -> Contributions:
    changes = Contributions()
    changes.total("s", "pmhd", AT, [SHOP], "gmv", 900)
    for visitor in visitors:
        touch(changes, AT, visitor)
    return changes


def test_the_sign_of_a_visitor_waits_while_the_rest_of_an_order_is_counted_at_once():
    signs, changes = Signs(), told_by("u1")
    signs.take(changes, AT, "u1", 7)
    assert changes == {GMV: 900}
    assert signs.minutes == [AT - AT % 60]


def test_a_sign_that_is_not_all_new_does_not_wait():
    for changes in (told_by("u1", "u2"), told_by()):
        signs, before = Signs(), dict(changes)
        signs.take(changes, AT, "u1", 7)
        assert changes == before
        assert not signs
