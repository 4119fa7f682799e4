"""Alerts over HTTP, and what people do with them."""

import pytest

from tests.alerts.routes.conftest import Caller, House

FIELDS = (
    "alert_id",
    "rule_id",
    "shop_id",
    "scope",
    "state",
    "severity",
    "route",
    "department",
    "person_id",
    "opened_at",
    "deadline",
    "resolved_at",
    "value",
    "threshold",
    "evidence",
    "step",
    "do_not",
)


def the_alert(call: Caller) -> dict[str, object]:
    (alert,) = call("GET", "/v1/alerts?shop=s1").json()["alerts"]
    return dict(alert)


def test_an_alert_says_everything_that_the_interface_promises(house: House, call: Caller):
    house.wrong_coupon()
    alert = the_alert(call)
    assert not [name for name in FIELDS if name not in alert]
    assert alert["state"] == "firing"
    assert alert["rule_id"] == "promo_preflight"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=open", 3),
        ("state=firing", 3),
        ("state=resolved", 0),
        ("department=OPS", 3),
        ("department=CS", 0),
        ("rule=promo_preflight", 3),
        ("rule=buyer_bulk", 0),
        ("shop=s2", 1),
        ("severity=critical,warning", 3),
    ],
)
def test_alerts_can_be_narrowed(house: House, call: Caller, query: str, count: int):
    for promo, shop in (("pr1", "s1"), ("pr2", "s1"), ("pr3", "s2")):
        house.wrong_coupon(promo, shop)
    assert len(call("GET", f"/v1/alerts?{query}").json()["alerts"]) == count


def test_pages_hold_every_alert_once(house: House, call: Caller):
    for number in range(7):
        house.wrong_coupon(f"pr{number}")
        house.clock.advance(number % 2)
    seen: list[str] = []
    following = ""
    while True:
        page = call("GET", f"/v1/alerts?limit=3{following}").json()
        seen += [alert["alert_id"] for alert in page["alerts"]]
        if "next" not in page:
            break
        following = f"&next={page['next']}"
    assert len(seen) == len(set(seen)) == 7


def test_a_place_that_was_never_given_out_is_refused(call: Caller):
    assert call("GET", "/v1/alerts?next=nonsense").status_code == 422


def test_an_acknowledgement_goes_to_the_stream_and_shows_at_once(house: House, call: Caller):
    house.wrong_coupon()
    alert_id = the_alert(call)["alert_id"]
    answer = call("POST", f"/v1/alerts/{alert_id}/acknowledge", json={"person_id": "p_ops"})
    assert answer.status_code == 202
    shown = call("GET", f"/v1/alerts/{alert_id}").json()
    assert shown["acknowledged_by"] == "p_ops"
    assert [each["type"] for each in shown["timeline"]] == ["alert.opened", "alert.acknowledged"]
    topics = {record.topic for record in house.loop.records if b"alert.acknowledged" in record.value}
    assert topics == {"shop.events", "shop.facts"}


def test_a_snooze_lasts_at_most_seven_days(house: House, call: Caller):
    house.wrong_coupon()
    alert_id = the_alert(call)["alert_id"]
    path = f"/v1/alerts/{alert_id}/snooze"
    assert call("POST", path, json={"until": "2026-11-28T12:00:00Z", "reason": "x"}).status_code == 422
    assert call("POST", path, json={"until": "2026-11-20T12:00:00Z", "reason": "x"}).status_code == 202
    assert call("GET", f"/v1/alerts/{alert_id}").json()["snoozed_until"] == "2026-11-20T12:00:00Z"


def test_a_comment_stays_on_the_timeline_and_off_the_stream(house: House, call: Caller):
    house.wrong_coupon()
    alert_id = the_alert(call)["alert_id"]
    assert call("POST", f"/v1/alerts/{alert_id}/comment", json={"text": "已撤下"}).status_code == 201
    shown = call("GET", f"/v1/alerts/{alert_id}").json()
    assert shown["timeline"][-1]["text"] == "已撤下"
    assert not [record for record in house.loop.records if "已撤下".encode() in record.value]


def test_while_the_broker_is_away_an_acknowledgement_asks_to_be_sent_again(house: House, call: Caller):
    house.wrong_coupon()
    alert_id = the_alert(call)["alert_id"]
    house.loop.is_away = True
    answer = call("POST", f"/v1/alerts/{alert_id}/acknowledge")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_keys_reach_their_own_shop_and_do_what_they_may(house: House, call: Caller):
    house.wrong_coupon()
    alert_id = the_alert(call)["alert_id"]
    assert call("GET", "/v1/alerts", "read").json()["alerts"]
    assert call("GET", "/v1/alerts", "other").json()["alerts"] == []
    assert call("GET", "/v1/alerts?shop=s1", "other").status_code == 403
    assert call("GET", f"/v1/alerts/{alert_id}", "other").status_code == 404
    assert call("POST", f"/v1/alerts/{alert_id}/acknowledge", "read").status_code == 403
    assert call("POST", f"/v1/alerts/{alert_id}/acknowledge", "write").status_code == 202
    assert call("GET", "/v1/alerts", "write").status_code == 403


def test_every_route_wants_a_key(call: Caller):
    document = call("GET", "/openapi.json", None).json()
    for path, methods in document["paths"].items():
        for method in methods:
            answer = call(method.upper(), path.replace("{", "").replace("}", ""), None)
            assert answer.status_code == 401, (method, path)
