from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.phrases import MOST_HITS, Phrases


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"message_id": "m1", "sender": "agent", "text": text, **more}


def test_a_promise_is_found_through_blanks_and_wide_letters() -> None:
    assert Phrases(["保证不掉色", "VIP价"]).hits("亲，保证 不\u200b掉色！ｖｉｐ价") == ["保证不掉色", "VIP价"]


def test_only_the_hits_of_a_message_stay() -> None:
    data = message("保证不掉色")
    Phrases().keep_hits_only(data)
    assert data == {"message_id": "m1", "sender": "agent", "phrase_hits": ["保证不掉色"]}


def test_a_buyer_may_say_what_she_likes() -> None:
    data = message("保证不掉色吗", sender="buyer")
    Phrases().keep_hits_only(data)
    assert data == {"message_id": "m1", "sender": "buyer"}


def test_hits_that_the_producer_found_stay_too() -> None:
    data = message("保证不掉色", phrase_hits=["own", "保证不掉色"])
    Phrases().keep_hits_only(data)
    assert data["phrase_hits"] == ["own", "保证不掉色"]


@given(st.text(max_size=200))
def test_the_text_is_never_kept(text: str) -> None:
    data = message(text)
    Phrases(["a", "b"]).keep_hits_only(data)
    assert "text" not in data
    assert len(data.get("phrase_hits", [])) <= MOST_HITS
