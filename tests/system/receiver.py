"""A webhook receiver with scripted behaviour that checks signatures with the public standardwebhooks package."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True)
class Delivery:
    """One request as it arrived; `at` is Unix time; `is_signed` by any of the secrets known at that time."""

    at: float
    id: str
    headers: dict[str, str]
    body: Any
    raw: bytes
    is_signed: bool
    answered: int


@dataclass(frozen=True)
class Answer:
    """How the receiver answers one request: after `delay` seconds, with these headers."""

    status: int = 204
    delay: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


class Receiver:
    """Remembers what it got; `script` says how the next requests are answered, 204 when nothing is left."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.secrets: list[str] = []
        self._deliveries: list[Delivery] = []
        self._script: deque[Answer] = deque()
        self._arrived = threading.Condition()

    def trust(self, secret: str) -> None:
        """A `whsec_...` as it came with the endpoint; several may be good at once."""
        self.secrets.append(secret)

    def script(self, *answers: Answer | int) -> None:
        self._script.extend(each if isinstance(each, Answer) else Answer(each) for each in answers)

    @property
    def deliveries(self) -> list[Delivery]:
        with self._arrived:
            return list(self._deliveries)

    def of_type(self, name: str) -> list[Delivery]:
        """Deliveries of one kind, such as `alert.opened`, in the order of arrival."""
        return [each for each in self.deliveries if each.body.get("type") == name]

    def wait_for(self, name: str, count: int = 1, seconds: float = 30.0) -> list[Delivery]:
        """Returns once `count` deliveries of that type have come; fails naming what came instead."""
        deadline = time.monotonic() + seconds
        with self._arrived:
            while True:
                found = [each for each in self._deliveries if each.body.get("type") == name]
                left = deadline - time.monotonic()
                if len(found) >= count:
                    return found
                if left <= 0:
                    came = [each.body.get("type") for each in self._deliveries]
                    raise AssertionError(f"{len(found)} of {count} {name} within {seconds:g} s; came: {came}")
                self._arrived.wait(left)

    def clear(self) -> None:
        with self._arrived:
            self._deliveries.clear()
            self._script.clear()

    def take(self, headers: dict[str, str], raw: bytes) -> Answer:
        """Called for each request: notes it and says how to answer."""
        at = time.time()
        answer = self._script.popleft() if self._script else Answer()
        try:
            body = json.loads(raw)
        except ValueError:
            body = {"type": "unreadable"}
        delivery = Delivery(
            at,
            headers.get("webhook-id", ""),
            headers,
            body,
            raw,
            self._is_signed(headers, raw),
            answer.status,
        )
        with self._arrived:
            self._deliveries.append(delivery)
            self._arrived.notify_all()
        return answer

    def _is_signed(self, headers: dict[str, str], raw: bytes) -> bool:
        return any(_verifies(secret, headers, raw) for secret in self.secrets)


def _verifies(secret: str, headers: dict[str, str], raw: bytes) -> bool:
    try:
        Webhook(secret).verify(raw, headers)
    except WebhookVerificationError:
        return False
    return True


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """A receiver on a free port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length", 0)))
            answer = receiver.take({name.lower(): value for name, value in self.headers.items()}, raw)
            time.sleep(answer.delay)
            self.send_response(answer.status)
            for name, value in {"content-length": "0", **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Keeps the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
