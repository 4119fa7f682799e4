"""Whatever the OpenAPI document allows, and much that it does not, is answered as it says and never with a 500."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from httpx import Response
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from tests.ingest.conftest import Ingest, start

FEW = settings(max_examples=6, suppress_health_check=list(HealthCheck))
OPEN = ("/v1/schemas", "/v1/schemas/{event_type}")
ROUTES = [
    ("/v1/events", "POST"),
    ("/v1/keys", "GET"),
    ("/v1/keys", "POST"),
    ("/v1/keys/{key_id}", "DELETE"),
    ("/v1/quarantine", "GET"),
    ("/v1/quarantine/{quarantine_id}/replay", "POST"),
    ("/v1/schemas", "GET"),
    ("/v1/schemas/{event_type}", "GET"),
    ("/v1/shops", "GET"),
]

PICKY = [("/v1/events", "POST"), ("/v1/keys", "POST"), ("/v1/quarantine", "GET")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingest]:
    folder: Path = tmp_path_factory.mktemp("openapi")
    yield from start(folder)


def operation(running: Ingest, path: str, method: str) -> Any:
    document = running.client.get("/openapi.json").json()
    return schemathesis.openapi.from_dict(document)[path][method]


def send(running: Ingest, case: Any, key: str) -> Response:
    sent = case.as_transport_kwargs(base_url="http://testserver")
    named = {"method", "url", "params", "headers", "json", "data"}
    request = {name: value for name, value in sent.items() if name in named and value is not None}
    request |= {"content": request.pop("data")} if isinstance(request.get("data"), bytes | str) else {}
    request["headers"] = {**dict(request.get("headers", {})), "Authorization": f"Bearer {key}"}
    return running.client.request(**request)


def test_the_document_names_every_route(running: Ingest) -> None:
    paths = running.client.get("/openapi.json").json()["paths"]
    assert sorted((path, method.upper()) for path, found in paths.items() for method in found) == ROUTES


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [(*route, GenerationMode.POSITIVE) for route in ROUTES]
    + [(*route, GenerationMode.NEGATIVE) for route in PICKY],
)
def test_every_route_answers_as_the_document_says(
    running: Ingest, path: str, method: str, mode: GenerationMode
) -> None:
    admin, asked = running.key(None, "admin"), operation(running, path, method)

    @FEW
    @given(asked.as_strategy(generation_mode=mode))
    def answers(case: Any) -> None:
        answer = send(running, case, admin)
        assert answer.status_code < 500
        told = asked.definition.raw["responses"]
        assert str(answer.status_code) in told or f"{answer.status_code // 100}XX" in told, answer.status_code

    answers()


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_without_a_good_key_only_the_schemas_answer(running: Ingest, path: str, method: str) -> None:
    filled = path.replace("{event_type}", "order.paid").replace("{", "").replace("}", "")
    for headers in ({}, {"Authorization": "Bearer dz_nobody"}, {"Authorization": "Basic Zm9vOmJhcg=="}):
        answer = running.client.request(method, f"{filled}?shop=s1", json={"scope": "read"}, headers=headers)
        assert answer.status_code == (200 if path in OPEN else 401)
