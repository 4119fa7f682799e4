from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter
from sqlalchemy import Engine

from services.runtime.access import keys
from services.runtime.access.http import Admin, Reader, ShopPath, Writer
from services.runtime.access.keys import Keyring
from services.runtime.access.opening import open_access
from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.settings import Stack

router = APIRouter()


@router.get("/shops/{shop}")
async def read(shop: ShopPath, grant: Reader) -> str:
    return f"{shop} {grant.key_id}"


@router.post("/shops/{shop}")
async def write(shop: ShopPath, grant: Writer) -> str:
    return f"{shop} {grant.key_id}"


@router.get("/keys")
async def administer(grant: Admin) -> str:
    return grant.key_id


@pytest.fixture
def access(tmp_path: Path) -> Engine:
    return open_access(Stack(data_dir=tmp_path))


@pytest.fixture
async def client(access: Engine) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app("Shops", "ingest", Health(), routers=[router])
    app.state.keyring = Keyring(access)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


ROUTES = [("GET", "/shops/s1"), ("POST", "/shops/s1"), ("GET", "/keys")]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic eDp5"}, bearer("nonsense"), bearer("")])
async def test_without_a_good_key_every_route_says_401(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = await client.request(method, path, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthorized"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("scope", "shop", "allowed"),
    [
        ("read", None, [True, False, False]),
        ("read", "s1", [True, False, False]),
        ("read", "s2", [False, False, False]),
        ("write", "s1", [False, True, False]),
        ("write", "s2", [False, False, False]),
        ("admin", "s1", [True, True, False]),
        ("admin", None, [True, True, True]),
    ],
)
async def test_a_key_reaches_what_its_scope_and_shop_allow_and_nothing_else(
    client: httpx.AsyncClient, access: Engine, scope: str, shop: str | None, allowed: list[bool]
) -> None:
    key = keys.create(access, shop, scope).key  # type: ignore[arg-type]
    got = [(await client.request(method, path, headers=bearer(key))).status_code for method, path in ROUTES]
    assert got == [200 if each else 403 for each in allowed]


async def test_trying_many_keys_is_answered_with_429_and_when_to_come_back(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/keys", headers=bearer(f"dz_{n:012x}_{'B' * 43}")) for n in range(160)]
    assert {answer.status_code for answer in answers} == {401, 429}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["retry-after"] == "1"


async def test_a_key_made_by_another_process_works_at_once(client: httpx.AsyncClient, tmp_path: Path) -> None:
    other = open_access(Stack(data_dir=tmp_path))
    key = keys.create(other, "s1", "read").key
    assert (await client.get("/shops/s1", headers=bearer(key))).status_code == 200
