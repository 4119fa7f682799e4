"""Whoever nothing is heard of is held as bytes; who asks does not notice."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.entities import kept as keeping
from services.analyzer.entities.buyers import Buyer
from services.analyzer.entities.kept import Kept

RESTING = 600
NAMES = st.sampled_from(["ann", "bo", "cy", "dee"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pays"), NAMES, st.integers(0, 9)),
        st.tuples(st.just("goes"), NAMES, st.just(0)),
        st.tuples(st.just("passes"), st.just(""), st.integers(0, 2 * RESTING)),
        st.tuples(st.just("stored"), NAMES, st.just(0)),
    ),
    max_size=40,
)


class Paid(msgspec.Struct):
    """A glimpse: only the payments."""

    payments: dict[str, int] = {}


def buyers() -> Kept:
    return Kept(Buyer, RESTING)


@given(STEPS)
def test_a_change_that_was_written_is_never_lost_however_buyers_are_packed_and_opened(steps):
    kept, plain, now, changed = buyers(), {}, 0, set()
    for what, name, number in steps:
        if what == "pays":
            for known in (kept, plain):
                buyer = known.get(name)
                if buyer is None:
                    buyer = known[name] = Buyer()
                buyer.payments[f"o{number}"] = number
            changed.add(name)
        elif what == "goes" and name in plain:
            del kept[name], plain[name]
        elif what == "stored" and name in plain:
            kept.take(name, msgspec.msgpack.encode(plain[name]))
        elif what == "passes":
            for other in changed & set(plain):
                kept.written(other, msgspec.msgpack.encode(kept[other]))
            changed.clear()
            now += number
            kept.rest(now)
        assert set(kept) == set(plain)
    assert [(name, Paid(buyer.payments)) for name, buyer in sorted(plain.items())] == [
        (name, Paid(seen.payments)) for name, seen in sorted(kept.glimpse(Paid))
    ]
    assert list(kept.each()) == sorted(plain.items())
    assert {name: msgspec.msgpack.decode(body, type=Buyer) for name, body in kept.bodies()} == plain
    assert dict(kept.items()) == plain


def is_packed(kept: Kept, name: str) -> bool:
    return any(name == packed and isinstance(seen, Paid) for packed, seen in kept.glimpse(Paid))


def test_a_buyer_is_packed_ten_minutes_after_the_last_word_and_open_again_when_asked_for():
    kept = buyers()
    kept.rest(1000)
    kept["ann"], kept["bo"] = Buyer({"o1": 1}), Buyer()
    kept.rest(1000 + RESTING)
    assert not is_packed(kept, "ann")
    kept.touch("bo")
    kept.rest(1001 + RESTING)
    assert is_packed(kept, "ann")
    assert not is_packed(kept, "bo")
    assert kept["ann"].orders == {"o1": 1}
    assert not is_packed(kept, "ann")
    kept.rest(1001 + 2 * RESTING)
    assert not is_packed(kept, "ann")
    kept.rest(1002 + 2 * RESTING)
    assert is_packed(kept, "ann")
    assert is_packed(kept, "bo")


def test_a_look_at_everybody_opens_nobody():
    kept = buyers()
    kept.take("ann", msgspec.msgpack.encode(Buyer({"o1": 1})))
    kept.take("bo", msgspec.msgpack.encode(Buyer({"o2": 1})))
    assert [name for name, _ in kept.each()] == ["ann", "bo"]
    assert [name for name, _ in kept.naming("o2")] == ["bo"]
    assert "ann" in kept
    assert is_packed(kept, "ann")
    assert is_packed(kept, "bo")


def test_of_a_crowd_at_once_only_so_many_are_held_open():
    kept = buyers()
    for number in range(keeping.MOST_OPEN + 3):
        kept[f"b{number}"] = Buyer()
    kept.rest(1)
    assert [f"b{n}" for n in range(5) if is_packed(kept, f"b{n}")] == ["b0", "b1", "b2"]


def test_a_buyer_heard_of_before_the_first_checkpoint_is_not_packed_by_it():
    kept = buyers()
    kept["ann"] = Buyer({"o1": 1})
    kept.rest(1_700_000_000)
    assert not is_packed(kept, "ann")
    kept.rest(1_700_000_001 + RESTING)
    assert is_packed(kept, "ann")
