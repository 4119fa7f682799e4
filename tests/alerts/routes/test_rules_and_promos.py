"""The rules in force, a shop's own numbers, and the check of a promo before it is published."""

from typing import Any

from tests.alerts.routes.conftest import Caller, House

PROMO: dict[str, Any] = {
    "kind": "fixed_price",
    "item_ids": ["i1"],
    "price_minor": 100,
    "stackable": False,
    "starts_at": "2026-11-21T00:00:00+08:00",
}


def rule(call: Caller, name: str, query: str = "?shop=s1") -> dict[str, Any]:
    rules = call("GET", f"/v1/rules{query}").json()["rules"]
    return next(dict(each) for each in rules if each["id"] == name)


def test_the_default_pack_is_shown_with_all_its_fields(call: Caller):
    pack = call("GET", "/v1/rules").json()
    assert (pack["pack_id"], pack["revision"]) == ("default", 1)
    bulk = rule(call, "buyer_bulk")
    assert bulk["fires"] == {"op": ">=", "value": 100, "unit": "units"}
    assert bulk["for"] == "0"
    assert bulk["step"]["zh"]


def test_a_shop_s_own_number_is_in_force_at_once_for_this_shop_only(house: House, call: Caller):
    body = {"shop": "s1", "overrides": {"rules": [{"id": "buyer_bulk", "fires": {"value": 500}}]}}
    answer = call("PUT", "/v1/rules", json=body)
    assert answer.status_code == 202
    assert answer.json()["revision"] == 2
    assert rule(call, "buyer_bulk")["fires"]["value"] == 500
    assert rule(call, "buyer_bulk", "?shop=s2")["fires"]["value"] == 100
    topics = {record.topic for record in house.loop.records if b"rulepack.set" in record.value}
    assert topics == {"shop.events", "shop.facts", "shop.settings"}
    assert call("PUT", "/v1/rules", json={"shop": "s1", "overrides": {}}).json()["revision"] == 3
    assert rule(call, "buyer_bulk")["fires"]["value"] == 100


def test_a_pack_that_lacks_an_owner_is_refused_by_the_name_of_its_rule(house: House, call: Caller):
    answer = call("PUT", "/v1/rules", json={"shop": "s1", "overrides": {"buyer_bulk": {"owner": ""}}})
    assert (answer.status_code, answer.json()["code"]) == (422, "pack_refused")
    assert "buyer_bulk" in answer.json()["message"]
    assert house.loop.records == []


def test_a_draft_is_checked_with_the_costs_that_are_known(house: House, call: Caller):
    house.hear("item.listed", listing_id="l1", item_id="i1", title="x", price_minor=23_800)
    since = {"effective_from": "2026-11-01T00:00:00Z", "revision": 1}
    house.hear("item.cost.set", item_id="i1", unit_cost_minor=6000, min_price_minor=8000, **since)
    answer = call("POST", "/v1/promos/check", json={"shop": "s1", "promo": PROMO}).json()
    assert [check["id"] for check in answer["checks"]] == ["PF1", "PF3", "PF4", "PF5", "PF6"]
    assert (answer["blocked"], answer["severity"]) == (True, "critical")
    assert (answer["lowest_price_minor"], answer["floor_minor"]) == (100, 8000)
    assert call("GET", "/v1/alerts").json()["alerts"] == []


def test_a_draft_that_is_no_promo_is_refused(call: Caller):
    both = {**PROMO, "percent_off": 0.5}
    for draft in ({}, {**PROMO, "kind": "nonsense"}, both):
        answer = call("POST", "/v1/promos/check", json={"shop": "s1", "promo": draft})
        assert (answer.status_code, answer.json()["field"]) == (422, "promo")
