"""What of an order the promo guard counts, and when a payment leaves it as it was."""

from collections import Counter
from copy import copy

from hypothesis import example, given
from hypothesis import strategies as st

from services.analyzer.contributions.guard import Surroundings, guard, is_guarded_alike
from services.analyzer.entities.facts import Told
from services.analyzer.entities.orders import Line, Order, Sale
from services.analyzer.entities.promos import Cost
from services.analyzer.moments import DAY, SECOND, Calendar

TEN = 1_795_744_800  # 2026-11-26 10:00:00 in Shanghai
CALENDAR = Calendar("Asia/Shanghai")
NEWS = 3600


def sale(at: int, item: str, qty: int, lag: int, *, is_history: bool) -> Sale:
    told = Told(1, at * SECOND, f"e{at}", 0, at + lag, is_history)
    lines = [Line(item, None, qty, 100, 100 * qty, [], False)]
    return Sale(told, "b1", None, 100 * qty, False, 0, lines, None, None, None, None, None, False)


SALES = st.builds(
    sale,
    st.sampled_from([TEN, TEN + 60, TEN + DAY]),
    st.sampled_from(["i1", "i2"]),
    st.integers(1, 2),
    st.sampled_from([0, NEWS + 1]),
    is_history=st.sampled_from([False, False, False, True]),
)
PLAIN = sale(TEN, "i1", 1, 0, is_history=False), sale(TEN + 60, "i1", 1, 0, is_history=False)


def around(cost: int | None) -> Surroundings:
    """Where the first item has a cost, if any, and all of them are in a promo."""

    def cost_of(item_id: str, _sku: str | None, _us: int) -> Cost | None:
        told = Told(1, TEN * SECOND, "c", 0, TEN, False)
        return None if cost is None or item_id != "i1" else Cost(told, 0, cost, None)

    return Surroundings(
        CALENDAR, lambda _line, _us: ["p1"], lambda _promo: TEN - DAY, cost_of, lambda _us: NEWS
    )


def by_window(order: Order, known: Surroundings) -> Counter:
    """What the guard counts of an order, by the windows that it is counted in."""
    found: Counter = Counter()
    for (family, kinds, at, scope, measure, member), amount in guard("o1", order, known).items():
        start = at if kinds == "t" else CALENDAR.span(kinds, at).start
        found[family, kinds, start, scope, measure, member] += amount
    return found


@given(SALES, SALES, st.sampled_from([None, 150]), st.booleans())
@example(*PLAIN, None, False)
def test_a_payment_that_leaves_the_guard_alone_changes_nothing_that_it_counts(
    placed, paid, cost, is_cancelled
):
    order, known = Order(created=placed, cancelled=placed.told if is_cancelled else None), around(cost)
    was = copy(order)
    order.paid = paid
    if is_guarded_alike(order, known):
        assert by_window(order, known) == by_window(was, known)


def test_the_payment_of_what_was_placed_leaves_the_guard_alone_until_a_cost_tells_what_is_lost():
    order = Order(created=PLAIN[0], paid=PLAIN[1])
    assert is_guarded_alike(order, around(None))
    assert not is_guarded_alike(order, around(150))
