import random

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.entities.facts import Told
from services.analyzer.entities.stock import Move, Stock, StockDay, move

movements = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(-9, 9), st.none() | st.integers(-5, 50)),
    max_size=8,
)


@given(movements, st.randoms(use_true_random=False))
def test_the_stock_is_that_of_the_movements_in_order_however_they_came(
    told: list[tuple], chance: random.Random
):
    moves = [
        (
            day * 86_400,
            str(number),
            Move(Told(1, (day * 86_400 + at) * 10**6, f"e{number}", number, 0, False), d, on),
        )
        for number, (day, at, d, on) in enumerate(told)
    ]
    expected = None
    for _, _, each in sorted(moves, key=lambda entry: entry[2].order):
        expected = each.on_hand if each.on_hand is not None else (expected or 0) + each.delta
    found, days = Stock(), {}
    chance.shuffle(moves)
    for day, name, each in moves:
        move(found, days.setdefault(day, StockDay()), day, "", name, each)
    assert found.on_hand(4 * 86_400) == expected
