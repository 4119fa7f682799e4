from collections.abc import Iterator

import httpx
import pytest
from fastapi import APIRouter
from pydantic import BaseModel

from services.runtime.health import Health
from services.runtime.http import Problem, create_app

router = APIRouter()


class Line(BaseModel):
    qty: int


class Order(BaseModel):
    lines: list[Line]


@router.post("/orders")
async def take(order: Order) -> int:
    return len(order.lines)


@router.get("/orders/{number}")
async def look(number: int) -> int:
    if number == 13:
        raise RuntimeError("the secret reason")
    if number == 404:
        raise Problem(404, "no_such_order", "There is no such order.", {"X-Hint": "a"}, {"field": "number"})
    return number


@pytest.fixture
async def client() -> Iterator[httpx.AsyncClient]:
    health = Health("stream")
    app = create_app("Orders", "ingest", health, routers=[router])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        client.health = health  # type: ignore[attr-defined]
        yield client


def problem(answer: httpx.Response) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert {"type", "title", "status", "detail", "code", "message"} <= set(body)
    assert body["status"] == answer.status_code
    return body


async def test_probes_answer_without_a_key_and_say_what_is_missing(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok", "reasons": {}}
    unready = await client.get("/readyz")
    assert (unready.status_code, unready.json()["reasons"]) == (503, {"stream": "starting"})
    client.health.set_ready("stream", True)  # type: ignore[attr-defined]
    assert (await client.get("/readyz")).status_code == 200
    assert "dianzhang_build_info" in (await client.get("/metrics")).text


async def test_a_refusal_of_ours_is_a_problem_with_its_code_headers_and_extras(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/orders/404")
    body = problem(answer)
    assert (answer.status_code, body["code"], body["field"]) == (404, "no_such_order", "number")
    assert body["message"] == body["detail"] == "There is no such order."
    assert answer.headers["x-hint"] == "a"


async def test_an_address_that_is_not_there_and_a_wrong_method_are_problems(
    client: httpx.AsyncClient,
) -> None:
    assert problem(await client.get("/nowhere"))["code"] == "not_found"
    wrong = await client.delete("/orders")
    assert problem(wrong)["code"] == "method_not_allowed"
    assert wrong.headers["allow"] == "POST"


async def test_a_body_that_does_not_fit_names_the_field_and_does_not_repeat_what_was_sent(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/orders", json={"lines": [{"qty": 1}, {"qty": "buyer-7"}]})
    assert answer.status_code == 422
    assert problem(answer)["field"] == "lines[1].qty"
    assert "buyer-7" not in answer.text


async def test_a_body_that_is_not_json_is_400(client: httpx.AsyncClient) -> None:
    answer = await client.post("/orders", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, problem(answer)["code"]) == (400, "not_json")


async def test_a_wrong_path_parameter_is_named(client: httpx.AsyncClient) -> None:
    assert problem(await client.get("/orders/many"))["field"] == "number"


async def test_a_fault_of_ours_tells_the_client_nothing_about_itself(client: httpx.AsyncClient) -> None:
    answer = await client.get("/orders/13")
    assert (answer.status_code, problem(answer)["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


async def test_the_openapi_document_lists_our_routes_and_the_shape_of_problems(
    client: httpx.AsyncClient,
) -> None:
    document = (await client.get("/openapi.json")).json()
    assert set(document["paths"]) == {"/orders", "/orders/{number}"}
    assert "4XX" in document["paths"]["/orders"]["post"]["responses"]
