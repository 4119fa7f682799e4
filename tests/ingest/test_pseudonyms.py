import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.pseudonyms import Pseudonyms, substitute

SECRET = b"s" * 32
PEOPLE = Pseudonyms(SECRET)
NAMES = st.sampled_from(["buyer_id", "visitor_id"])
RAW = st.text(min_size=1, max_size=30).filter(lambda text: text.strip())
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
DATA = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def test_the_same_buyer_is_the_same_pseudonym_in_one_shop_and_another_in_the_next() -> None:
    assert PEOPLE.of("b7") == Pseudonyms(SECRET).of(" b7 ")
    assert PEOPLE.of("b7") != Pseudonyms(b"t" * 32).of("b7")


def test_ids_deep_in_fields_that_nobody_listed_are_replaced() -> None:
    event: dict[str, Any] = {"id": "1", "data": {"x": [{"y": [[{"buyer_id": "b7"}]]}], "visitor_id": 42}}
    PEOPLE.disguise(event)
    assert event["data"]["x"][0]["y"][0][0]["buyer_id"] == PEOPLE.of("b7")
    assert event["data"]["visitor_id"] == PEOPLE.of("42")


def test_a_structure_under_a_buyers_name_is_replaced_throughout() -> None:
    event: dict[str, Any] = {"data": {"buyer_id": {"id": "b7", "more": ["b8", None, True]}}}
    PEOPLE.disguise(event)
    assert event["data"]["buyer_id"] == {"id": PEOPLE.of("b7"), "more": [PEOPLE.of("b8"), None, True]}


def test_the_buyer_in_id_and_subject_is_replaced_whole_and_inside() -> None:
    event: dict[str, Any] = {"id": "member:b7:weitao", "subject": "b7", "data": {"buyer_id": "b7"}}
    PEOPLE.disguise(event)
    assert event["id"] == f"member:{PEOPLE.of('b7')}:weitao"
    assert event["subject"] == PEOPLE.of("b7")


def test_a_short_buyer_id_does_not_cut_up_an_order_number() -> None:
    event: dict[str, Any] = {"id": "paid:o1001", "data": {"buyer_id": "1"}}
    PEOPLE.disguise(event)
    assert event["id"] == "paid:o1001"


def test_a_long_buyer_id_is_found_anywhere() -> None:
    event: dict[str, Any] = {"id": "paid13800138000x", "data": {"buyer_id": "13800138000"}}
    PEOPLE.disguise(event)
    assert "13800138000" not in event["id"]


def test_an_id_that_would_grow_too_long_becomes_one_pseudonym() -> None:
    event: dict[str, Any] = {"id": "b7:" * 20, "data": {"buyer_id": "b7"}}
    PEOPLE.disguise(event)
    assert event["id"] == PEOPLE.of("b7:" * 20)


@given(NAMES, RAW, DATA)
def test_no_raw_id_is_left_anywhere_that_carries_its_name(name: str, raw: str, beside: Any) -> None:
    canary = f"CANARY{raw}"
    event: dict[str, Any] = {
        "id": f"x:{canary.strip()}",
        "subject": canary,
        "data": {"beside": beside, "list": [{name: canary}, [{name: [canary]}]], name: canary},
    }
    PEOPLE.disguise(event)
    assert "CANARY" not in json.dumps(event)


@given(RAW, RAW)
def test_different_people_stay_different(one: str, other: str) -> None:
    assert (PEOPLE.of(one) == PEOPLE.of(other)) == (one.strip() == other.strip())


@given(st.text(max_size=20), st.text(min_size=1, max_size=5))
def test_substituting_changes_nothing_where_the_text_does_not_occur(text: str, raw: str) -> None:
    if raw not in text:
        assert substitute(text, raw, "p_x") == text
