"""The HTTP face that every service shares: probes, metrics, problem details, an OpenAPI document."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.runtime import problems, telemetry
from services.runtime.health import Health, Verdict
from services.runtime.problems import Problem

__all__ = ["Problem", "create_app"]

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    title: str,
    service: str,
    health: Health,
    *,
    lifespan: Lifespan | None = None,
    routers: Sequence[APIRouter] = (),
    description: str = "",
) -> FastAPI:
    """An application with /healthz, /readyz, /metrics and /openapi.json; errors are problem details.

    `app.state.health` is `health`. The interactive pages of the framework are off: they load foreign scripts.
    """
    app = FastAPI(
        title=title,
        version=telemetry.VERSION,
        description=description,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        responses=_refusals(),
    )
    app.state.health = health
    telemetry.say_build(service)
    problems.install(app)
    app.include_router(_probes(health))
    for router in routers:
        app.include_router(router)
    return app


def _probes(health: Health) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        return _answer(health.live())

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        return _answer(health.ready())

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(telemetry.registry), media_type=CONTENT_TYPE_LATEST)

    return router


def _answer(verdict: Verdict) -> JSONResponse:
    status = "ok" if verdict.ok else "failing"
    return JSONResponse({"status": status, "reasons": verdict.reasons}, 200 if verdict.ok else 503)


def _refusals() -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says about errors; the schema is that of `problems.render`."""
    schema = {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "message"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "message": {"type": "string"},
            "field": {"type": "string"},
        },
    }
    content = {problems.MEDIA_TYPE: {"schema": schema}}
    return {
        "4XX": {"description": "The request is refused; `code` says why", "content": content},
        "5XX": {"description": "It failed on our side; try again after Retry-After", "content": content},
    }
