"""Structured logs on stderr: one JSON object a line, no field able to forge a line, outages said once in a while."""

import logging
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

from services.runtime.settings import Stack

REPEAT_SECONDS = 30.0
NOISY = ("aiokafka", "kafka", "faust", "mode")
QUIET = ("uvicorn.access", "httpx", "httpcore", "alembic", *NOISY)

Fields = MutableMapping[str, Any]


def configure(service: str, stack: Stack) -> None:
    """Sends our own and every library's log lines through one formatter; call once, before anything logs."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name(service),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(stack.log_format, shared))
    handler.addFilter(Repeats(REPEAT_SECONDS))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(stack.log_level.upper())
    for name in QUIET if stack.log_level != "debug" else ():
        logging.getLogger(name).setLevel(logging.WARNING)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger: `log.info("what_happened", shop=...)`; events in snake_case, facts as fields."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


class Repeats(logging.Filter):
    """Lets a library's line through once per `seconds`, with the number of its equals left out since."""

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._monotonic = monotonic
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] not in NOISY:
            return True
        key = (record.name, str(record.msg)[:120])
        now = self._monotonic()
        last, left_out = self._seen.get(key, (-self._seconds, 0))
        if now - last < self._seconds:
            self._seen[key] = (last, left_out + 1)
            return False
        self._seen[key] = (now, 0)
        if left_out:
            record.msg, record.args = f"{record.getMessage()} [{left_out} more like this]", None
        return True


def _name(service: str) -> Callable[[Any, str, Fields], Fields]:
    def add(_logger: Any, _method: str, fields: Fields) -> Fields:
        fields["service"] = service
        return fields

    return add


def _formatter(log_format: str, shared: list[Any]) -> structlog.stdlib.ProcessorFormatter:
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if log_format == "json":
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]
    else:
        last += [_escape, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last)


def _escape(_logger: Any, _method: str, fields: Fields) -> Fields:
    """Control characters in any text become visible escapes: no field can start a line of its own."""
    for name, value in fields.items():
        if isinstance(value, str) and not value.isprintable():
            fields[name] = value.encode("unicode_escape").decode("ascii")
    return fields
