"""Every refusal over HTTP in one shape: RFC 9457 problem details that also carry `code` and `message`."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from services.runtime import logs

MEDIA_TYPE = "application/problem+json"
log = logs.get(__name__)


class Problem(Exception):
    """Raised where a request cannot be served; rendered once, here.

    `code` is a stable snake_case word for programs, `message` one sentence for people, `extra` further
    members of the body (`field`, `reasons` ...). Say `Retry-After` in `headers` where trying again helps.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})


def render(problem: Problem) -> JSONResponse:
    """The response body: type, title, status, detail, code, message and what `extra` holds."""
    body = {
        "type": f"urn:dianzhang:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.message,
        "code": problem.code,
        "message": problem.message,
        **problem.extra,
    }
    return JSONResponse(body, problem.status, problem.headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Makes every error of `app` a problem: ours, the framework's, and the one nobody thought of."""
    app.add_exception_handler(Problem, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unforeseen)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return render(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """422 that names the field; what was sent is not repeated in the answer."""
    assert isinstance(error, RequestValidationError)
    errors: Sequence[Any] = error.errors()
    faults = [{"field": _path(each["loc"]), "message": each["msg"]} for each in errors]
    first = faults[0] if faults else {"field": "", "message": "the request is not valid"}
    is_json = not any(each["type"] == "json_invalid" for each in errors)
    code = "invalid" if is_json else "not_json"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_json else HTTPStatus.BAD_REQUEST
    sentence = f"{first['field']}: {first['message']}"
    return render(Problem(status, code, sentence, extra={"field": first["field"], "faults": faults}))


async def _framework(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    code = status.phrase.lower().replace(" ", "_").replace("-", "_")
    detail: Any = error.detail  # the framework lets routes put anything there
    message = detail if isinstance(detail, str) else status.phrase
    return render(Problem(status, code, message, error.headers))


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    """500 without details: those are in our log, by route and kind of error."""
    log.error("request_failed", method=request.method, path=request.url.path, error=type(error).__name__)
    return render(Problem(500, "internal_error", "Something failed on our side; it has been logged."))


def _path(location: Sequence[str | int]) -> str:
    """`("body", "lines", 3, "qty")` -> `lines[3].qty`."""
    parts = location[1:] or location
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".") or "body"
