import json
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.contracts.registry import INPUTS, decode_line, natural_key, type_of
from services.contracts.snapshots import example
from services.ingest.judging import Arrival, Desk, scanned, stamp
from services.ingest.phrases import Phrases
from services.ingest.profile import Profile
from services.ingest.pseudonyms import Pseudonyms
from services.ingest.sitting import Sitting
from tests.ingest.conftest import NOW, event, order

SECRET = b"s" * 32
MOST = 262_144
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def desk(shop_id: str = "s1") -> Desk:
    return Desk(Profile(shop_id), SECRET, Pseudonyms(SECRET), Phrases())


def sit(*events: Any, own_shop: str | None = "s1", remembered: Any = None) -> Sitting:
    """Judge these events: texts as they are, values as JSON."""
    sitting = Sitting({"s1": desk()}, own_shop, desk("-"), remembered or {}, Arrival.at(NOW))
    for each in events:
        sitting.take(scanned(each if isinstance(each, bytes) else json.dumps(each).encode(), MOST))
    return sitting


def told(sitting: Sitting) -> list[Any]:
    return [
        (each.status, each.reason, each.field) if each.reason else each.status for each in sitting.verdicts
    ]


def test_one_bad_event_never_harms_its_neighbours() -> None:
    sitting = sit(order(1), order(2, data__amount_minor=-5), order(3))
    assert told(sitting) == ["accepted", ("rejected", "field_range", "data.amount_minor"), "accepted"]


def test_what_is_wrong_is_named_with_its_place() -> None:
    sitting = sit(
        b"{",
        b"[1]",
        {"a": 1},
        order(1, type="order.payd"),
        order(1, dataversion=7),
        order(1, shopid="s2"),
        order(1, shopid=7),
        order(1, data__currency="JPY"),
        order(1, time="2026-11-20T02:06:09.413Z"),
        b'{"a":NaN}',
        json.dumps(order(1)).replace('"o1"', '"o1","order_id":"o2"').encode(),
        order(1, data__buyer_id="a@b.c"),
        order(1, note="x" * MOST),
    )
    assert [each.reason for each in sitting.verdicts] == [
        "not_json",
        "not_cloudevent",
        "not_cloudevent",
        "unknown_type",
        "unknown_version",
        "unknown_shop",
        "field_type",
        "currency_mismatch",
        "time_in_future",
        "bad_number",
        "repeated_member",
        "check_failed",
        "too_large",
    ]
    assert not sitting.good


def test_what_the_services_say_themselves_is_refused_from_outside() -> None:
    assert told(sit(event("alert.opened"))) == [("rejected", "unknown_type", "type")]


def test_a_key_of_several_shops_must_say_which() -> None:
    assert told(sit(order(1), own_shop=None)) == [("rejected", "field_missing", "shopid")]


def test_the_line_holds_what_was_sent_and_what_ingest_knows() -> None:
    sitting = sit(
        order(1, shopid=" s1 ", extra={"kept": [1]}, receivedat="1999", partitionkey="x", sentat=stamp(NOW))
    )
    line = json.loads(sitting.good["s1"][0].line)
    assert line["extra"] == {"kept": [1]}
    assert (line["shopid"], line["partitionkey"], line["receivedat"]) == (
        "s1",
        "s1",
        "2026-11-20T02:00:09.412000Z",
    )
    assert line["sentat"] == stamp(NOW)
    assert line["data"]["buyer_id"].startswith("p_")


def test_a_wrong_clock_is_set_right_in_the_line() -> None:
    wrong = NOW + timedelta(hours=3)
    sitting = sit(order(1, time=stamp(wrong - timedelta(seconds=30)), sentat=stamp(wrong)))
    assert json.loads(sitting.good["s1"][0].line)["time"] == stamp(NOW - timedelta(seconds=30))


def test_a_message_keeps_its_hits_and_loses_its_text() -> None:
    line = sit(event("inquiry.messaged")).good["s1"][0].line
    assert json.loads(line)["data"]["phrase_hits"] == ["保证不掉色"]
    assert '"text"' not in line.decode()


def test_the_same_event_twice_is_a_duplicate_though_it_was_sent_again() -> None:
    again = order(1, sentat=stamp(NOW), traceparent="00-1", receivedat=stamp(NOW))
    turned = {name: again[name] for name in reversed(again)}
    assert told(sit(order(1), again, turned)) == ["accepted", "duplicate", "duplicate"]


def test_the_same_id_with_other_content_is_accepted_for_its_class_to_decide() -> None:
    assert told(sit(order(1), order(1, data__amount_minor=11_000))) == ["accepted", "accepted"]


def test_the_same_id_for_another_order_is_refused() -> None:
    assert told(sit(order(1), event(id="paid:o1", data__order_id="o2"))) == [
        "accepted",
        ("rejected", "check_failed", "id"),
    ]


def test_the_first_setting_counts_for_the_events_behind_it() -> None:
    setting = event("shop.configured", data__currency="JPY", data__money_exponent=0)
    sitting = sit(
        setting, order(1, data__currency="JPY"), event("shop.configured", id="2", data__currency="CNY")
    )
    assert told(sitting) == ["accepted", "accepted", ("rejected", "currency_mismatch", "data.currency")]
    assert sitting.changed["s1"].profile.currency == "JPY"


def test_a_setting_has_a_key_of_its_own() -> None:
    good = sit(event("item.cost.set"), order(1)).good["s1"]
    assert [each.settings_key is None for each in good] == [False, True]


def test_every_example_of_the_contracts_is_accepted_and_means_the_same_afterwards() -> None:
    for name in sorted(INPUTS):
        sitting = sit(example(name))
        assert told(sitting) == ["accepted"], name
        back = decode_line(sitting.good["s1"][0].line)
        assert type_of(back) == name
        if "buyer_id" not in back.KEY:
            assert natural_key(back) == natural_key(sitting.good["s1"][0].event)


@given(
    st.dictionaries(
        st.sampled_from(["id", "source", "type", "time", "data", "shopid", "history", "subject"]), JUNK
    )
)
def test_no_junk_in_an_envelope_breaks_the_judgement(junk: dict[str, Any]) -> None:
    sitting = sit({**order(1), **junk}, order(2))
    assert sitting.verdicts[1].status == "accepted"


@given(st.sampled_from(sorted(INPUTS)), st.data())
def test_no_junk_in_a_field_breaks_the_judgement_or_the_readers(kind: str, data: st.DataObject) -> None:
    made = event(kind)
    field = data.draw(st.sampled_from(sorted(made["data"])))
    made["data"][field] = data.draw(JUNK)
    for each in sit(made).good.get("s1", []):
        decode_line(each.line)


@given(st.binary(max_size=80))
def test_no_bytes_break_the_judgement(text: bytes) -> None:
    assert sit(text).verdicts[0].status == "rejected"
