"""A contract changes by adding: what breaks those who rely on the stored schemas fails here and says what broke."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from services.contracts.compatibility import breaks
from services.contracts.registry import EVENTS, schema
from services.contracts.snapshots import broken, outdated, stored_schemas

Schema = dict[str, Any]


def test_nothing_that_others_rely_on_was_broken() -> None:
    assert broken(stored_schemas()) == []


def test_the_stored_schemas_are_those_of_now() -> None:
    """After an addition: `python -m services.contracts`."""
    assert outdated(stored_schemas()) == []
    assert set(stored_schemas()) == set(EVENTS)


def test_an_event_that_was_removed_is_named() -> None:
    assert broken({"order.lost": schema("order.paid")}) == ["order.lost: the event was removed or renamed"]


def _data(edited: Schema) -> Schema:
    found: Schema = edited["$defs"]["OrderPaidData"]["properties"]
    return found


def _remove(edited: Schema) -> None:
    del _data(edited)["keyword"]


def _rename(edited: Schema) -> None:
    _data(edited)["total_minor"] = _data(edited).pop("amount_minor")


def _retype(edited: Schema) -> None:
    _data(edited)["amount_minor"] = {"type": "string"}


def _retype_optional(edited: Schema) -> None:
    _data(edited)["postage_minor"]["anyOf"][0] = {"type": "number"}


def _tighten(edited: Schema) -> None:
    _data(edited)["amount_minor"]["minimum"] = 1


def _shorten(edited: Schema) -> None:
    _data(edited)["order_id"]["maxLength"] = 32


def _require(edited: Schema) -> None:
    edited["$defs"]["OrderPaidData"]["required"].append("buyer_id")


def _leave_out(edited: Schema) -> None:
    edited["$defs"]["OrderPaidData"]["required"].remove("order_id")


def _drop_a_value(edited: Schema) -> None:
    _data(edited)["device"]["anyOf"][0]["enum"].remove("pc")


def _deep(edited: Schema) -> None:
    del edited["$defs"]["Line"]["properties"]["sku_id"]


def _key(edited: Schema) -> None:
    edited["x-key"] = ["order_id", "revision"]


def _default(edited: Schema) -> None:
    edited["$defs"]["OrderPaid"]["properties"]["history"]["default"] = True


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_remove, "data.keyword: was removed or renamed"),
        (_rename, "data.amount_minor: was removed or renamed"),
        (_retype, "data.amount_minor: was integer, is string"),
        (_retype_optional, "data.postage_minor: may no longer be integer"),
        (_tighten, "data.amount_minor: minimum was 0, is 1"),
        (_shorten, "data.order_id: maxLength was 64, is 32"),
        (_require, "data.buyer_id: is now required"),
        (_leave_out, "data.order_id: is no longer sure to be there"),
        (_drop_a_value, "data.device: no longer takes 'pc'"),
        (_deep, "data.lines[].sku_id: was removed or renamed"),
        (_key, "the event: x-key was ['order_id'], is ['order_id', 'revision']"),
        (_default, "history: default was False, is True"),
    ],
)
def test_a_breaking_edit_is_told_by_its_field(edit: Callable[[Schema], None], said: str) -> None:
    old = schema("order.paid")
    new = copy.deepcopy(old)
    edit(new)
    assert said in breaks(old, new)


def test_adding_an_optional_field_and_a_value_breaks_nothing() -> None:
    old = schema("order.paid")
    new = copy.deepcopy(old)
    _data(new)["coupon_id"] = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}
    _data(new)["device"]["anyOf"][0]["enum"].append("watch")
    _data(new)["order_id"]["maxLength"] = 128
    assert breaks(old, new) == []
