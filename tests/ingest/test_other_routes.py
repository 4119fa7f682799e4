"""Quarantine, keys, shops and schemas over HTTP."""

from datetime import timedelta

from services.contracts.registry import INPUTS
from services.ingest.judging import stamp
from tests.ingest.conftest import NOW, Ingest, event, order


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def replay(ingest: Ingest, quarantine_id: str, key: str) -> tuple[int, list[str]]:
    answer = ingest.client.post(f"/v1/quarantine/{quarantine_id}/replay", headers=bearer(key))
    return answer.status_code, [each["status"] for each in answer.json().get("results", [])]


def test_a_refused_event_is_seen_by_reason_and_works_once_after_the_fix(ingest: Ingest) -> None:
    key, reader = ingest.key(), ingest.key(scope="read")
    ingest.post(order(1, data__traffic_source="channel7"), key)
    (kept,) = ingest.get("/v1/quarantine?shop=s1&reason=field_enum", reader).json()["events"]
    assert (kept["path"], kept["event_type"], kept["event_id"]) == (
        "data.traffic_source",
        "order.paid",
        "paid:o1",
    )
    assert replay(ingest, kept["quarantine_id"], key) == (422, ["rejected"])
    source = {"key": "channel7", "name_zh": "七号渠道", "is_paid": True}
    ingest.post(event("shop.configured", data__extra_sources=[source]), key)
    assert replay(ingest, kept["quarantine_id"], key) == (202, ["accepted"])
    assert ingest.tape.lines("shop.events")[-1]["data"]["order_id"] == "o1"
    assert replay(ingest, kept["quarantine_id"], key)[0] == 409
    (kept,) = ingest.get("/v1/quarantine?shop=s1&reason=field_enum", reader).json()["events"]
    assert kept["replayed_at"] is not None
    assert kept["times"] == 2


def test_a_replayed_events_clock_is_judged_by_its_first_arrival(ingest: Ingest) -> None:
    key = ingest.key()
    told = stamp(NOW - timedelta(seconds=30))
    late = order(1, time=told, sentat=stamp(NOW), data__traffic_source="channel7")
    ahead = order(2, time=stamp(NOW + timedelta(minutes=6)))
    ingest.post([late, ahead], key)
    ingest.clock.advance(3 * 86_400)
    source = {"key": "channel7", "name_zh": "七号渠道", "is_paid": True}
    ingest.post(event("shop.configured", data__extra_sources=[source]), key)
    kept = ingest.get("/v1/quarantine?shop=s1", ingest.key(scope="read")).json()["events"]
    assert [replay(ingest, each["quarantine_id"], key)[0] for each in kept] == [202, 202]
    times = {
        line["data"]["order_id"]: line["time"]
        for line in ingest.tape.lines("shop.facts")
        if "order_id" in line["data"]
    }
    assert times["o1"] == told


def test_a_neighbours_quarantine_is_neither_seen_nor_replayed(ingest: Ingest) -> None:
    ingest.post(order(1, data__amount_minor=-1), ingest.key())
    (kept,) = ingest.get("/v1/quarantine?shop=s1", ingest.key(None, "read")).json()["events"]
    assert ingest.get("/v1/quarantine?shop=s1", ingest.key("s2", "read")).status_code == 403
    assert replay(ingest, kept["quarantine_id"], ingest.key("s2"))[0] == 404
    assert replay(ingest, "qz_nothing", ingest.key())[0] == 404


def test_an_event_of_no_known_shop_is_kept_aside_for_admins(ingest: Ingest) -> None:
    admin = ingest.key(None, "admin")
    ingest.post(order(1, shopid="s9"), admin)
    assert ingest.get("/v1/quarantine?shop=-", ingest.key(None, "read")).status_code == 403
    (kept,) = ingest.get("/v1/quarantine?shop=-", admin).json()["events"]
    assert kept["reason"] == "unknown_shop"
    ingest.key("s9")
    assert replay(ingest, kept["quarantine_id"], admin) == (202, ["accepted"])


def test_a_mark_that_no_list_gave_is_refused(ingest: Ingest) -> None:
    answer = ingest.get("/v1/quarantine?shop=s1&next=nonsense", ingest.key(scope="read"))
    assert (answer.status_code, answer.json()["field"]) == (422, "next")


def test_an_admin_makes_lists_and_ends_keys(ingest: Ingest) -> None:
    admin = ingest.key(None, "admin")
    wanted = {"shop": "gb", "scope": "write", "currency": "GBP", "timezone": "Europe/London", "exponent": 3}
    made = ingest.client.post("/v1/keys", json=wanted, headers=bearer(admin))
    assert made.status_code == 201
    assert set(made.json()) == {"key", "id", "shop", "scope"}
    assert ingest.post(order(1, data__currency="GBP"), made.json()["key"]).status_code == 202
    listed = ingest.get("/v1/keys", admin)
    assert made.json()["key"] not in listed.text
    assert {"gb"} <= {each["shop"] for each in listed.json()["keys"]}
    assert [each["shop_id"] for each in ingest.get("/v1/shops", admin).json()["shops"]] == ["gb"]
    assert ingest.client.delete(f"/v1/keys/{made.json()['id']}", headers=bearer(admin)).status_code == 204
    assert ingest.client.delete("/v1/keys/none", headers=bearer(admin)).status_code == 404


def test_a_shop_does_not_change_its_money_with_a_second_key(ingest: Ingest) -> None:
    ingest.key("s1")
    answer = ingest.client.post(
        "/v1/keys", json={"shop": "s1", "currency": "JPY"}, headers=bearer(ingest.key(None, "admin"))
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "shop_differs")


def test_keys_are_for_admins_only(ingest: Ingest) -> None:
    for key, status in (
        ("dz_no", 401),
        (ingest.key(), 403),
        (ingest.key(None, "read"), 403),
        (ingest.key("s1", "admin"), 403),
    ):
        for method, path in (
            ("GET", "/v1/keys"),
            ("POST", "/v1/keys"),
            ("DELETE", "/v1/keys/x"),
            ("GET", "/v1/shops"),
        ):
            body = {"shop": "s1"} if method == "POST" else None
            assert ingest.client.request(method, path, json=body, headers=bearer(key)).status_code == status


def test_every_event_that_may_be_sent_has_a_schema(ingest: Ingest) -> None:
    listed = ingest.client.get("/v1/schemas").json()["schemas"]
    assert {each["type"] for each in listed} == INPUTS
    assert ingest.client.get("/v1/schemas/order.paid").json()["examples"][0]["type"] == "order.paid"
    assert ingest.client.get("/v1/schemas/alert.opened").status_code == 404


def test_probes_and_figures_are_there(ingest: Ingest) -> None:
    ingest.post([order(1), order(2, data__amount_minor=-1)], ingest.key())
    assert ingest.client.get("/healthz").status_code == 200
    assert ingest.client.get("/readyz").status_code == 200
    figures = ingest.client.get("/metrics").text
    assert 'ingest_rejected_total{reason="field_range"}' in figures
