"""A small webhook receiver on the loopback interface: checks each signature and shows what was said."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

BODY_AT_MOST = 1_000_000
PATH = "/webhooks"
Show = Callable[[dict[str, Any]], None]


@contextmanager
def running_receiver(port: int, secret: str, show: Show) -> Iterator[str]:
    """Listens for as long as the block runs; `show` gets each signed body once, by its webhook-id. Yields the URL."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(Webhook(secret), show))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.1,), name="receiver", daemon=True).start()
    try:
        yield url(port)
    finally:
        server.shutdown()
        server.server_close()


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}{PATH}"


def _handler(webhook: Webhook, show: Show) -> type[BaseHTTPRequestHandler]:
    seen: set[str] = set()
    guard = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        """204 for a good signature, 401 for a bad one; a repeated message is taken and not shown again."""

        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_POST(self) -> None:
            body = _verified(webhook, self._read(), {k.lower(): v for k, v in self.headers.items()})
            if body is not None and self._is_new():
                show(body)
            self.send_response(401 if body is None else 204)
            self.send_header("content-length", "0")
            self.end_headers()

        def _read(self) -> bytes:
            length = int(self.headers.get("content-length") or 0)
            return self.rfile.read(min(length, BODY_AT_MOST))

        def _is_new(self) -> bool:
            with guard:
                known = len(seen)
                seen.add(self.headers.get("webhook-id", ""))
                return len(seen) > known

        def log_message(self, *_: Any) -> None:
            """The terminal belongs to the messages themselves."""

    return Handler


def _verified(webhook: Webhook, raw: bytes, headers: dict[str, str]) -> dict[str, Any] | None:
    """The parsed body, None when the signature does not hold or the body is no JSON object."""
    try:
        webhook.verify(raw, headers)
        body = json.loads(raw)
    except (WebhookVerificationError, ValueError):
        return None
    return body if isinstance(body, dict) else None
