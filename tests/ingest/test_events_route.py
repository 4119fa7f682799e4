"""`POST /v1/events` as its callers see it: real databases, a tape in place of the broker."""
# long because one door has one list of what it takes and what it refuses

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.contracts.snapshots import example
from tests.ingest.conftest import Ingest, Tape, event, order, start

CANARY = "CANARY-buyer-4711"


def told(answer: Any) -> list[str]:
    return [each["status"] for each in answer.json()["results"]]


def test_an_accepted_payment_is_on_both_topics_before_the_answer(ingest: Ingest) -> None:
    answer = ingest.post(order(1), ingest.key())
    assert answer.status_code == 202
    assert answer.json() == {
        "accepted": 1,
        "duplicate": 0,
        "rejected": 0,
        "results": [{"index": 0, "id": "paid:o1", "status": "accepted"}],
    }
    assert ingest.tape.lines("shop.events") == ingest.tape.lines("shop.facts")
    assert len(ingest.tape.lines("shop.events")) == 1


def test_behaviour_goes_to_the_events_only_and_settings_to_their_topic_too(ingest: Ingest) -> None:
    ingest.post([event("page.viewed"), event("item.cost.set")], ingest.key())
    counts = [len(ingest.tape.lines(topic)) for topic in ("shop.events", "shop.facts", "shop.settings")]
    assert counts == [2, 1, 1]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps(order(1)), "application/json"),
        (json.dumps(order(1)), "application/cloudevents+json; charset=utf-8"),
        (json.dumps([order(1)]), "application/json"),
        (json.dumps([order(1)]), "application/cloudevents-batch+json"),
        (json.dumps(order(1)) + "\n", "application/x-ndjson"),
        (json.dumps(order(1)), ""),
        (json.dumps(order(1)), "application/x-www-form-urlencoded"),
    ],
)
def test_every_way_of_sending_is_understood(ingest: Ingest, body: str, content_type: str) -> None:
    assert told(ingest.post(body.encode(), ingest.key(), content_type=content_type)) == ["accepted"]


def test_binary_mode_carries_the_attributes_in_headers(ingest: Ingest) -> None:
    made = order(1)
    headers = {f"ce_{name}": str(value) for name, value in made.items() if name != "data"}
    answer = ingest.post(made["data"], ingest.key(), content_type="application/json", **headers)
    assert told(answer) == ["accepted"]
    assert ingest.tape.lines("shop.events")[0]["data"]["order_id"] == "o1"


def test_packed_bodies_are_unpacked(ingest: Ingest) -> None:
    body = gzip.compress(json.dumps([order(1), order(2)]).encode())
    assert told(ingest.post(body, ingest.key(), content_encoding="gzip")) == ["accepted", "accepted"]


def test_when_every_event_is_refused_the_answer_is_422_with_the_same_body(ingest: Ingest) -> None:
    answer = ingest.post([order(1, data__amount_minor=-5)], ingest.key())
    assert answer.status_code == 422
    assert answer.json()["results"][0]["field"] == "data.amount_minor"


def test_a_duplicate_is_good(ingest: Ingest) -> None:
    key = ingest.key()
    ingest.post(order(1), key)
    answer = ingest.post([order(1), order(2, data__amount_minor=-1)], key)
    assert answer.status_code == 202
    assert told(answer) == ["duplicate", "rejected"]
    assert len(ingest.tape.taken()) == 1


def test_what_was_not_acknowledged_is_no_duplicate_when_it_comes_again(ingest: Ingest) -> None:
    key = ingest.key()
    ingest.tape.is_away = True
    answer = ingest.post(order(1), key)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["code"] == "not_stored"
    ingest.tape.is_away = False
    assert told(ingest.post(order(1), key)) == ["accepted"]


def test_a_dry_run_judges_and_stores_nothing(ingest: Ingest) -> None:
    key = ingest.key()
    answer = ingest.post([order(1), order(2, data__amount_minor=-1)], key, "/v1/events?dry_run=1")
    assert (answer.status_code, answer.json()["dry_run"]) == (202, True)
    assert told(answer) == ["accepted", "rejected"]
    assert ingest.tape.taken() == []
    assert ingest.get("/v1/quarantine?shop=s1", ingest.key(None, "read")).json()["events"] == []
    assert told(ingest.post(order(1), key)) == ["accepted"]


def test_a_missing_wrong_or_reading_key_sends_nothing(ingest: Ingest) -> None:
    assert ingest.client.post("/v1/events", json=order(1)).status_code == 401
    assert ingest.post(order(1), "dz_nonsense").status_code == 401
    assert ingest.post(order(1), ingest.key(scope="read")).status_code == 403
    assert ingest.tape.taken() == []


def test_a_key_cannot_write_to_a_neighbours_shop(ingest: Ingest) -> None:
    ingest.key("s2")
    answer = ingest.post(order(1, shopid="s2"), ingest.key("s1"))
    assert (answer.status_code, answer.json()["results"][0]["reason"]) == (422, "unknown_shop")


def test_a_key_of_every_shop_writes_where_the_event_says(ingest: Ingest) -> None:
    ingest.key("s2")
    answer = ingest.post(
        [order(1, shopid="s2"), order(2, shopid="s3"), order(3, shopid="-")], ingest.key(None, "admin")
    )
    assert told(answer) == ["accepted", "rejected", "rejected"]


def test_a_shops_money_comes_from_its_first_key(ingest: Ingest) -> None:
    key = ingest.key("gb", currency="GBP", timezone="Europe/London", exponent=3)
    answer = ingest.post([order(1, data__currency="GBP"), order(2, data__currency="CNY")], key)
    assert told(answer) == ["accepted", "rejected"]


def test_what_a_setting_fixed_stays_fixed_after_a_restart(tmp_path: Path) -> None:
    for ingest in start(tmp_path):
        ingest.post(event("shop.configured", data__currency="JPY", data__money_exponent=0), ingest.key())
    for ingest in start(tmp_path):
        answer = ingest.post([order(1, data__currency="JPY"), order(2, data__currency="CNY")], ingest.key())
        assert told(answer) == ["accepted", "rejected"]


def test_bodies_over_the_limit_are_refused_as_a_whole(ingest: Ingest) -> None:
    key = ingest.key()
    assert ingest.post(b"[" + b" " * 1_048_576, key).status_code == 413
    assert ingest.post(gzip.compress(bytes(2_000_000)), key, content_encoding="gzip").status_code == 413
    assert ingest.post(b"{}\n" * 2_501, key, content_type="application/x-ndjson").status_code == 413
    assert ingest.post(b"{}", key, content_encoding="br").status_code == 415
    assert ingest.post(b"{}", key, content_type="image/png").status_code == 415
    assert ingest.tape.taken() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
        b'{"a":1e999}',
        b"nonsense",
        b"[{},",
        b'"text"',
        b"null",
        b'{"id":"\\ud800"}',
        b'{"\\ud800":1,"\\ud800":2}',
        b'{"id":"\\u0000"}',
        b'{"data":' + b"9" * 5_000 + b"}",
        json.dumps(order(1)).replace("10000", "NaN").encode(),
        json.dumps(order(1)).replace('"s1', '"\\ud800s1').replace('"o1"', '"\\u0000"').encode(),
    ],
)
def test_odd_json_is_refused_and_never_reaches_the_stream(ingest: Ingest, body: bytes) -> None:
    answer = ingest.post(body, ingest.key())
    assert answer.status_code == 422
    assert told(answer) == ["rejected"]
    assert ingest.tape.taken() == []


def test_an_empty_array_is_nothing_and_no_mistake(ingest: Ingest) -> None:
    assert ingest.post(b"[]", ingest.key()).status_code == 202


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Ingest]:
    """Ten events a second, twenty at once."""
    yield from start(tmp_path, events_per_second=10, events_burst=20)


def test_a_key_over_its_rate_waits_as_told_and_its_neighbour_does_not(slow: Ingest) -> None:
    key, neighbour = slow.key(), slow.key("s2")
    assert slow.post([order(number) for number in range(20)], key).status_code == 202
    answer = slow.post([order(number) for number in range(20, 35)], key)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert slow.post(order(1), neighbour).status_code == 202
    slow.clock.advance(2)
    assert slow.post([order(number) for number in range(20, 35)], key).status_code == 202


def test_a_restart_does_not_lift_the_limit(tmp_path: Path) -> None:
    for ingest in start(tmp_path, events_per_second=10, events_burst=20):
        key = ingest.key()
        ingest.post([order(number) for number in range(20)], key)
    for ingest in start(tmp_path, events_per_second=10, events_burst=20):
        assert ingest.post(order(99), key).status_code == 429


def test_a_raw_buyer_id_is_nowhere_after_it_came_in(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tape = Tape()
    made = [
        order(
            1, id=f"paid:{CANARY}", subject=CANARY, data__buyer_id=CANARY, data__x={"visitor_id": [CANARY]}
        ),
        order(2, id=f"paid2:{CANARY}", data__buyer_id=CANARY, data__amount_minor=-5),
        event("inquiry.messaged", data__text=f"{CANARY} 保证不掉色"),
        event("inquiry.messaged", id="m2", data__text=CANARY, data__sender="nobody"),
    ]
    for ingest in start(tmp_path, tape):
        answer = ingest.post(made, ingest.key())
        assert told(answer) == ["accepted", "rejected", "accepted", "rejected"]
        ingest.post(f'{{"buyer_id":"{CANARY}",'.encode(), ingest.key())
    assert CANARY.encode() not in b"".join(each.value for each in tape.records)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert CANARY.encode() not in stored
    assert CANARY not in caplog.text


def test_what_is_refused_is_announced_without_its_values(ingest: Ingest) -> None:
    ingest.post(order(1, data__buyer_id=CANARY, id=f"paid:{CANARY}", data__amount_minor=-5), ingest.key())
    (line,) = ingest.tape.lines("shop.rejected")
    assert line["type"] == "event.quarantined"
    assert line["data"]["reason"] == "field_range"
    assert line["data"]["path"] == "data.amount_minor"
    assert line["data"]["event_id"].startswith("paid:p_")


def test_every_example_of_the_document_is_accepted(ingest: Ingest) -> None:
    document = ingest.client.get("/openapi.json").json()
    bodies = document["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    for content_type, content in bodies.items():
        for shown in content["examples"].values():
            value = shown["value"]
            body = value.encode() if isinstance(value, str) else msgspec.json.encode(value)
            key = ingest.key(example("order.paid")["shopid"])
            assert ingest.post(body, key, content_type=content_type).status_code == 202
    assert "OrderPaid" in document["components"]["schemas"]


def test_a_database_that_fails_is_a_503_and_not_a_mistake_of_the_sender(ingest: Ingest) -> None:
    key = ingest.key()
    assert ingest.post(order(1), key).status_code == 202
    with ingest.break_database():
        assert ingest.post([order(2), order(3, data__amount_minor=-1)], key).status_code == 503
        assert ingest.post(order(4), key).status_code == 202
    assert ingest.post([order(2), order(3, data__amount_minor=-1)], key).status_code == 202
