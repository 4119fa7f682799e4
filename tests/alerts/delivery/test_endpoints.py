"""`/v1/endpoints` as an operator uses it, over HTTP with real keys."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from standardwebhooks import Webhook

from services.alerts.delivery.answer import answered
from services.alerts.routes.endpoints import router
from services.runtime.access import keys
from services.runtime.access.keys import Keyring
from services.runtime.health import Health
from services.runtime.http import create_app
from tests.alerts.delivery.house import House
from tests.alerts.delivery.server import Server, answer

PATH = "/v1/endpoints"


class Api:
    """The routes on a house; `admin` is a key of the whole installation."""

    def __init__(self, house: House) -> None:
        app = create_app("Alerts", "alerts", Health(), routers=[router])
        app.state.webhooks, app.state.keyring = house.hooks, Keyring(house.access)
        self.house = house
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://alerts")
        self.admin = self.key(None, "admin")

    def key(self, shop: str | None, scope: Any) -> str:
        return keys.create(self.house.access, shop, scope).key

    async def call(self, method: str, path: str = "", key: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key or self.admin}"}
        return await self.client.request(method, PATH + path, headers=headers, **more)

    async def add(self, url: str, key: str | None = None, **more: Any) -> dict[str, Any]:
        made = await self.call("POST", key=key, json={"url": url, **more})
        assert made.status_code == 201, made.text
        answer: dict[str, Any] = made.json()
        return answer


@pytest.fixture
async def api(engine: Engine, tmp_path: Path) -> AsyncIterator[Api]:
    api = Api(House(engine, tmp_path))
    yield api
    await api.client.aclose()


async def test_a_new_endpoint_shows_its_secret_once(api: Api, server: Server) -> None:
    made = await api.add(server.url)
    assert made["secret"].startswith("whsec_")
    assert (made["kind"], made["shops"], made["state"], made["filters"]) == ("webhook", None, "enabled", {})
    shown = (await api.call("GET", f"/{made['id']}")).json()
    assert "secret" not in shown
    assert shown["url"] == server.url
    assert shown["deliveries"] == {}
    listed = (await api.call("GET")).json()["endpoints"]
    assert [each["id"] for each in listed] == [made["id"]]
    assert made["secret"] not in str(listed)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "http://93.184.216.34/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://user@93.184.216.34/"}, "url"),
        ({"url": "not a url"}, "url"),
        ({"url": ""}, "url"),
        ({}, "url"),
        ({"url": 7}, "url"),
        ({"url": "https://93.184.216.34/", "kind": "pigeon"}, "kind"),
        ({"url": "https://93.184.216.34/", "shops": []}, "shops"),
        ({"url": "https://93.184.216.34/", "shops": ["s1", ""]}, "shops[1]"),
        ({"url": "https://93.184.216.34/", "filters": {"colour": ["red"]}}, "filters.colour"),
        ({"url": "https://93.184.216.34/", "filters": {"rules": ["no_such"]}}, "filters.rules[0]"),
        ({"url": "https://93.184.216.34/", "filters": {"departments": ["XYZ"]}}, "filters.departments[0]"),
        ({"url": "https://93.184.216.34/", "secret": "mine"}, "secret"),
    ],
)
async def test_a_bad_request_names_its_field(api: Api, body: dict[str, Any], field: str) -> None:
    answer = await api.call("POST", json=body)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["field"] == field
    assert problem["code"] == "invalid"
    assert problem["message"]
    assert (await api.call("GET")).json() == {"endpoints": []}


async def test_only_admins_get_in_and_the_admin_of_a_shop_sees_only_its_own(api: Api, server: Server) -> None:
    own, other = api.key("s1", "admin"), api.key("s2", "admin")
    everywhere = await api.add(server.url)
    both = await api.add(server.url, shops=["s1", "s2"])
    mine = await api.add(server.url, own)
    assert mine["shops"] == ["s1"]
    assert [each["id"] for each in (await api.call("GET", key=own)).json()["endpoints"]] == [mine["id"]]
    for path in ("", "/deliveries"):
        assert (await api.call("GET", f"/{mine['id']}{path}", own)).status_code == 200
        for hidden in (everywhere, both):
            assert (await api.call("GET", f"/{hidden['id']}{path}", own)).status_code == 404
        assert (await api.call("GET", f"/{mine['id']}{path}", other)).status_code == 404
    for method, path in _acts(mine["id"]):
        assert (await api.call(method, path, other)).status_code == 404
    refused = await api.call("POST", key=own, json={"url": server.url, "shops": ["s2"]})
    assert refused.status_code == 403
    for scope in ("read", "write"):
        key = api.key("s1", scope)
        for method, path in (("GET", ""), ("POST", ""), ("GET", f"/{mine['id']}"), *_acts(mine["id"])):
            assert (await api.call(method, path, key, json={"url": server.url})).status_code == 403
    assert (await api.client.get(PATH)).status_code == 401
    assert server.got == []


def _acts(endpoint: str) -> list[tuple[str, str]]:
    posts = [("POST", f"/{endpoint}/{act}") for act in ("replay", "rotate", "test", "enable")]
    return [*posts, ("DELETE", f"/{endpoint}")]


async def test_a_test_message_is_signed_and_its_answer_is_shown(api: Api, server: Server) -> None:
    made = await api.add(server.url)
    shown = (await api.call("POST", f"/{made['id']}/test")).json()
    assert (shown["outcome"], shown["status"], shown["error"]) == ("delivered", 204, None)
    (got,) = server.got
    assert Webhook(made["secret"]).verify(got.raw, got.headers)["type"] == "endpoint.test"
    server.script.append(answer(500))
    shown = (await api.call("POST", f"/{made['id']}/test")).json()
    assert (shown["outcome"], shown["status"], shown["error"]) == ("failed", 500, "It answered 500.")
    assert api.house.known(made["id"]).failing_since_us is None


async def test_a_rotation_fails_no_delivery(api: Api, server: Server) -> None:
    made = await api.add(server.url)
    async with api.house.delivering():
        api.house.say("m1", made["id"])
        rotated = (await api.call("POST", f"/{made['id']}/rotate")).json()
        api.house.say("m2", made["id"])
        await api.house.until(lambda: len(server.got) == 2)
    assert rotated["secret"] != made["secret"]
    assert rotated["former_until"]
    by_id = {got.id.partition("@")[0]: got for got in server.got}
    for secret in (made["secret"], rotated["secret"]):
        Webhook(secret).verify(by_id["m2"].raw, by_id["m2"].headers)


async def test_one_command_replays_all_missed_in_order_with_the_same_ids(api: Api, server: Server) -> None:
    made = await api.add(server.url)
    server.usual = answer(410)
    async with api.house.delivering():
        api.house.say("m0", made["id"], alert="a0")
        await api.house.until(lambda: api.house.switched)
        for number in range(1, 6):
            api.house.say(f"m{number}", made["id"], alert=f"a{number % 2}")
        assert (await api.call("GET", f"/{made['id']}")).json()["state"] == "disabled"
        server.usual = answer(204)
        server.got.clear()
        replayed = await api.call("POST", f"/{made['id']}/replay")
        assert (replayed.status_code, replayed.json()["replayed"]) == (202, 6)
        await api.house.until(lambda: set(api.house.states()) == {"delivered"})
    assert server.ids == [f"m{number}@{made['id']}" for number in range(6)]
    shown = (await api.call("GET", f"/{made['id']}")).json()
    assert (shown["state"], shown["deliveries"]) == ("enabled", {"delivered": 6})
    assert (await api.call("POST", f"/{made['id']}/replay")).json()["replayed"] == 0


async def test_switching_on_sends_what_waited(api: Api, server: Server) -> None:
    made = await api.add(server.url)
    server.script.append(answer(410))
    async with api.house.delivering():
        api.house.say("m0", made["id"])
        await api.house.until(lambda: api.house.switched)
        assert (await api.call("POST", f"/{made['id']}/enable")).json()["state"] == "enabled"
        await api.house.until(lambda: api.house.states() == ["delivered"])


async def test_deliveries_are_listed_page_by_page_the_newest_first(api: Api, server: Server) -> None:
    made = await api.add(server.url)
    for number in range(130):
        api.house.say(f"m{number}", made["id"])
    first = (await api.call("GET", f"/{made['id']}/deliveries")).json()
    second = (await api.call("GET", f"/{made['id']}/deliveries", params={"next": first["next"]})).json()
    found = [each["message_id"] for page in (first, second) for each in page["deliveries"]]
    assert found == [f"m{number}" for number in reversed(range(130))]
    assert second["next"] is None
    assert (await api.call("GET", f"/{made['id']}/deliveries?state=delivered")).json()["deliveries"] == []
    assert (await api.call("GET", f"/{made['id']}/deliveries?state=lost")).json()["field"] == "state"


async def test_a_deleted_endpoint_is_gone_and_a_role_contact_follows_its_role(
    api: Api, server: Server
) -> None:
    made = await api.add(server.url)
    role = api.house.endpoint(server.url, kind="role")
    assert (await api.call("DELETE", f"/{made['id']}")).status_code == 204
    assert (await api.call("GET", f"/{made['id']}")).status_code == 404
    assert (await api.call("DELETE", f"/{role}")).json()["code"] == "belongs_to_role"


async def test_a_deletion_while_a_message_is_under_way_breaks_nothing(api: Api, server: Server) -> None:
    made = await api.add(server.url)
    server.usual = answer(204, delay=0.3)
    async with api.house.delivering():
        api.house.say("m1", made["id"])
        await api.house.until(lambda: server.got)
        await api.call("DELETE", f"/{made['id']}")
        await asyncio.sleep(0.5)
    assert len(server.got) == 1


def test_an_answer_never_repeats_what_the_receiver_said() -> None:
    assert answered(400).error == "It answered 400."
