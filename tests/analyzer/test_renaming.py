import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.renaming import CUT, Renaming

LONG = Renaming("p_abcdefghijklmnopqrstuvwx", "p_zyxwvutsrqponmlkjihgfedc")
SHORT = Renaming("b1", "p_zyxwvutsrqponmlkjihgfedc")


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("b1", True),
        ('{"buyer_id":"b1"}', True),
        ("joined:b1:7", True),
        ("b12", False),
        ("ab1", False),
        ("b1-2", False),
    ],
)
def test_a_short_id_is_replaced_only_as_a_word_of_its_own(text: str, is_in: bool) -> None:
    assert SHORT.is_in(text) is is_in
    assert (SHORT.text(text) != text) is is_in


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_long_id_is_replaced_wherever_it_stands(before: str, after: str) -> None:
    text = f"{before}{LONG.who}{after}"
    assert LONG.is_in(text)
    assert LONG.who not in LONG.text(text)
    assert LONG.text(text) == f"{before}{LONG.token}{after}"


@pytest.mark.parametrize("kept", range(6, 26))
def test_of_a_text_that_was_cut_off_within_the_id_no_beginning_of_it_is_left(kept: int) -> None:
    text = ("x" * CUT + LONG.who)[kept : CUT + kept]
    assert len(text) == CUT
    assert LONG.who[:6] not in LONG.text(text)
    assert len(LONG.text(text)) == CUT


def test_names_and_texts_at_any_depth_are_replaced() -> None:
    tree = {LONG.who: [1, None, {"a": LONG.who, "b": True}], "c": 1.5}
    assert LONG.tree(tree) == {LONG.token: [1, None, {"a": LONG.token, "b": True}], "c": 1.5}
