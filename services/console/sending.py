"""Sends events to ingest the way any client should: in batches, again with the same ids when the outcome is unknown."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from services.console.errors import ConsoleError

EVENTS_AT_MOST = 1_000
BYTES_AT_MOST = 900_000
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 20.0
TRY_AGAIN = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})
JUDGED = frozenset({httpx.codes.ACCEPTED, httpx.codes.UNPROCESSABLE_ENTITY})


class Interrupted(Exception):
    """The wait for ingest was ended by a stop signal; what was sent last may or may not have been taken."""


@dataclass
class Tally:
    """What became of the events sent; `rejected` counts by reason, `example` keeps the first message of each."""

    accepted: int = 0
    duplicate: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    example: dict[str, str] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        return self.accepted + self.duplicate + self.rejected.total()

    def add(self, answer: dict[str, Any]) -> None:
        """Counts one answer of `POST /v1/events`."""
        self.accepted += answer["accepted"]
        self.duplicate += answer["duplicate"]
        for result in answer["results"]:
            if result["status"] == "rejected":
                reason = result.get("reason", "unknown")
                self.rejected[reason] += 1
                self.example.setdefault(reason, _message(result))


class Sender:
    """One client of ingest; `url` is the service's address, `key` a write key."""

    def __init__(
        self, url: str, key: str, is_stopping: Callable[[], bool] = lambda: False, shop: str | None = None
    ) -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"},
            timeout=60.0,
            trust_env=False,
        )
        self._is_stopping = is_stopping
        self._shop = shop

    def close(self) -> None:
        self._client.close()

    def send(self, lines: Sequence[bytes], tally: Tally) -> None:
        """Returns once every line has its verdict; raises ConsoleError when trying again cannot help, Interrupted."""
        pause = FIRST_PAUSE
        while True:
            answer = self._try(b"\n".join(lines))
            if answer is not None and answer.status_code in JUDGED:
                tally.add(answer.json())
                return
            if answer is not None and answer.status_code not in TRY_AGAIN:
                raise _refused(answer)
            self._sleep(_asked_pause(answer) or pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _try(self, body: bytes) -> httpx.Response | None:
        """None when the connection broke: the outcome is unknown."""
        try:
            return self._client.post("/v1/events", content=body)
        except httpx.TransportError:
            return None

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._is_stopping():
                raise Interrupted
            time.sleep(min(0.1, seconds))


def batches(
    lines: Iterable[bytes], events_at_most: int = EVENTS_AT_MOST, bytes_at_most: int = BYTES_AT_MOST
) -> Iterator[list[bytes]]:
    """Groups lines so that each group stays under ingest's limits (events.md E2)."""
    group: list[bytes] = []
    size = 0
    for line in lines:
        if group and (len(group) >= events_at_most or size + len(line) + 1 > bytes_at_most):
            yield group
            group, size = [], 0
        group.append(line)
        size += len(line) + 1
    if group:
        yield group


def _asked_pause(answer: httpx.Response | None) -> float | None:
    """Seconds that `Retry-After` asks for, when it does."""
    try:
        return None if answer is None else max(0.1, float(answer.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _message(result: dict[str, Any]) -> str:
    return ": ".join(str(result[name]) for name in ("field", "message") if result.get(name))


def _refused(answer: httpx.Response) -> ConsoleError:
    try:
        why = str(answer.json().get("message") or answer.json().get("detail"))
    except ValueError:
        why = answer.text[:200]
    return ConsoleError(f"Ingest refused the events ({answer.status_code}): {why}")
