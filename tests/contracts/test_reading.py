from typing import Any

import pytest

from services.contracts.reading import NESTING_MAX, Refused, read
from services.contracts.registry import decode_line, encode
from services.contracts.scanning import scan
from services.contracts.snapshots import example


def order(**envelope: Any) -> dict[str, Any]:
    return example("order.paid") | envelope


def with_data(**data: Any) -> dict[str, Any]:
    event = example("order.paid")
    event["data"] |= data
    return event


def line(**members: Any) -> dict[str, Any]:
    event = example("order.paid")
    event["data"]["lines"][0] |= members
    return event


def without(event: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in names}


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


REFUSALS: list[tuple[str, str, Any]] = [
    ("not_cloudevent", "", []),
    ("not_cloudevent", "", "order.paid"),
    ("not_cloudevent", "", None),
    ("not_cloudevent", "specversion", {}),
    ("not_cloudevent", "specversion", order(specversion="0.3")),
    ("not_cloudevent", "data_base64", order(data_base64="e30=")),
    ("not_cloudevent", "datacontenttype", order(datacontenttype="text/xml")),
    ("unknown_type", "type", order(type="order.lost")),
    ("field_missing", "type", order(type=None)),
    ("field_type", "type", order(type=7)),
    ("unknown_version", "dataversion", order(dataversion=2)),
    ("field_type", "dataversion", order(dataversion="1")),
    ("field_type", "dataversion", order(dataversion=True)),
    ("field_missing", "id", without(order(), "id")),
    ("field_missing", "id", order(id=None)),
    ("field_range", "id", order(id="")),
    ("field_range", "id", order(id="x" * 129)),
    ("field_type", "source", order(source="the shop")),
    ("field_range", "source", order(source="/" + "x" * 200)),
    ("field_missing", "shopid", without(order(), "shopid")),
    ("field_missing", "time", without(order(), "time")),
    ("field_type", "time", order(time="2026-11-20T10:00:00")),
    ("field_type", "time", order(time="yesterday")),
    ("field_type", "time", order(time=1_795_000_000)),
    ("field_type", "time", order(time="2026-02-30T10:00:00Z")),
    ("field_range", "time", order(time="2026-11-20T10:00:00.1234567Z")),
    ("field_range", "time", order(time="0001-01-01T00:00:00+14:00")),
    ("field_type", "history", order(history="true")),
    ("field_missing", "data", without(order(), "data")),
    ("field_type", "data", order(data=[])),
    ("field_missing", "data.order_id", order(data={"amount_minor": 1})),
    ("field_missing", "data.amount_minor", with_data(amount_minor=None)),
    ("field_type", "data.amount_minor", with_data(amount_minor="100")),
    ("field_type", "data.amount_minor", with_data(amount_minor=100.0)),
    ("field_type", "data.amount_minor", with_data(amount_minor=True)),
    ("field_range", "data.amount_minor", with_data(amount_minor=-1)),
    ("field_range", "data.amount_minor", with_data(amount_minor=10**15 + 1)),
    ("field_range", "data.amount_minor", with_data(amount_minor=10**30)),
    ("field_range", "data.order_id", with_data(order_id="  ")),
    ("field_range", "data.order_id", with_data(order_id="x" * 65)),
    ("field_type", "data.order_id", with_data(order_id=7)),
    ("bad_text", "data.order_id", with_data(order_id="o\t1")),
    ("field_enum", "data.device", with_data(device="fridge")),
    ("field_type", "data.device", with_data(device=["pc"])),
    ("field_type", "data.is_brushing", with_data(is_brushing=0)),
    ("field_range", "data.lines[0].qty", line(qty=0)),
    ("field_missing", "data.lines[0].item_id", line(item_id=None)),
    ("field_range", "data.lines[0].promo_ids", line(promo_ids=["p"] * 11)),
    ("field_range", "data.lines[0].promo_ids[0]", line(promo_ids=[""])),
    ("bad_text", "data.lines[0].promo_ids[0]", line(promo_ids=["p\x1b1"])),
    ("field_type", "data.lines[0].promo_ids", line(promo_ids="p1")),
    ("field_range", "data.lines", with_data(lines=[example("order.paid")["data"]["lines"][0]] * 2001)),
    ("bad_number", "data.note", with_data(note=float("nan"))),
    ("bad_number", "data.amount_minor", with_data(amount_minor=float("inf"))),
    ("bad_text", "data.extra.deep[1]", with_data(extra={"deep": ["fine", "\ud800"]})),
    ("bad_text", "data.keyword", with_data(keyword="a\x00b")),
    ("too_large", "data.extra" + "[0]" * (NESTING_MAX - 2), with_data(extra=deep(NESTING_MAX))),
]


@pytest.mark.parametrize(("reason", "field", "event"), REFUSALS)
def test_what_is_wrong_is_told_by_reason_and_field(reason: str, field: str, event: Any) -> None:
    with pytest.raises(Refused) as refused:
        read(event)
    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert refused.value.message


def test_a_refusal_never_repeats_what_the_event_said() -> None:
    for event in (
        with_data(device="ann-buyer-77"),
        with_data(buyer_id="ann@buyer-77"),
        with_data(order_id=" "),
    ):
        with pytest.raises(Refused) as refused:
            read(event)
        assert "buyer-77" not in str(refused.value)


def test_a_decimal_has_at_most_six_places() -> None:
    event = example("benchmark.set")
    event["data"]["value"] = 0.1234567
    with pytest.raises(Refused) as refused:
        read(event)
    assert (refused.value.reason, refused.value.field) == ("field_range", "data.value")
    event["data"]["value"] = 0.123456
    read(event)


def test_null_is_the_same_as_absent_and_so_it_is_stored() -> None:
    event = order(history=None, dataversion=None, subject=None) | {"data": with_data(keyword=None)["data"]}
    said = read(event)
    assert (said.history, said.dataversion, said.subject, said.data.keyword) == (False, 1, None, None)  # type: ignore[union-attr]
    assert "history" not in event


def test_ids_are_trimmed_where_they_are_stored_too() -> None:
    event = line(item_id=" i1 ")
    event["data"]["order_id"] = "o1 "
    said = read(event)
    assert event["data"]["order_id"] == "o1"
    assert event["data"]["lines"][0]["item_id"] == "i1"
    assert decode_line(encode(said)) == said


def test_members_that_the_contract_does_not_name_are_kept() -> None:
    event = with_data(gift_wrap={"paper": "red"}) | {"tenantid": "t9"}
    read(event)
    assert event["data"]["gift_wrap"] == {"paper": "red"}
    assert event["tenantid"] == "t9"


def test_times_are_taken_with_any_offset_and_trailing_zeros() -> None:
    said = read(order(time="2026-11-20T10:00:00.120000000+08:00"))
    assert said == read(order(time="2026-11-20T02:00:00.12Z"))


@pytest.mark.parametrize(
    ("body", "reason", "field"),
    [
        (b'{"a":1,"b":2,"a":3}', "repeated_member", "a"),
        (b'{"specversion":"1.0","data":{"x":[{"y":1,"y":1}]}}', "repeated_member", "data.x[0].y"),
        (b'{"data":{"n":NaN}}', "bad_number", "data.n"),
        (b'{"data":{"n":-Infinity}}', "bad_number", "data.n"),
        (b'{"data":{"n":1e999}}', "bad_number", "data.n"),
        (b'{"data":{"n":' + b"9" * 5_000 + b"}}", "field_range", "data.n"),
        (b'{"data":{"n":-' + b"9" * 5_000 + b"}}", "field_range", "data.n"),
        (b'{"data":{"t":"\\ud83d"}}', "bad_text", "data.t"),
        (b'{"data":{"t":"\\u0000"}}', "bad_text", "data.t"),
        (b'{"data":{"t":"\xff\xfe"}}', "bad_text", "data.t"),
        (b'{"data":{"\\u0000":1}}', "bad_text", "data"),
    ],
)
def test_odd_json_is_refused_when_the_event_is_read(body: bytes, reason: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        read(scan(body))
    assert (refused.value.reason, refused.value.field) == (reason, field)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xef\xbb\xbf{}", b"{", b"[1,]", b"{'a':1}", b"nul", b"\x00", b"[" * 100_000 + b"]", b"{}{}"],
)
def test_what_is_no_json_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        scan(body)
    assert refused.value.reason in {"not_json", "too_large"}


def test_one_event_with_odd_json_does_not_harm_its_neighbours() -> None:
    good = encode(read(example("order.paid")))
    deep_one = b'{"data":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    body = b"[" + b",".join([good, b'{"a":NaN}', deep_one, b'{"b":1,"b":2}', b'"a,]["', good]) + b"]"
    values = scan(body)
    assert isinstance(values, list)
    verdicts = []
    for value in values:
        try:
            read(value)
            verdicts.append("accepted")
        except Refused as refused:
            verdicts.append(refused.reason)
    odd = ["bad_number", "too_large", "repeated_member", "not_cloudevent"]
    assert verdicts == ["accepted", *odd, "accepted"]
