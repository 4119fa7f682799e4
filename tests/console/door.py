"""A door like ingest's on a real port, with scripted refusals, for what the console sends."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from services.contracts.checks import check
from services.contracts.reading import Refused, read


class Door:
    """Judges events by the contracts unless `is_trusting`; `refusals` are answered first, one per request."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bodies: list[bytes] = []
        self.events: list[dict[str, Any]] = []
        self.refusals: deque[tuple[int, dict[str, str]]] = deque()
        self.is_trusting = False
        self._seen: set[str] = set()

    def of_type(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == name]

    def judge(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer to one request."""
        self.bodies.append(body)
        if self.refusals:
            status, headers = self.refusals.popleft()
            return status, headers, json.dumps({"message": "not now"}).encode()
        results = [{"index": n, **self._verdict(line)} for n, line in enumerate(body.split(b"\n"))]
        counts = {
            name: sum(r["status"] == name for r in results) for name in ("accepted", "duplicate", "rejected")
        }
        status = 422 if counts["rejected"] == len(results) else 202
        return status, {}, json.dumps({**counts, "results": results}).encode()

    def _verdict(self, line: bytes) -> dict[str, Any]:
        event = {"shopid": "demo", **json.loads(line)}
        if not self.is_trusting and (refusal := _refusal(event)):
            return {"status": "rejected", "reason": refusal[0], "field": refusal[1]}
        if event["id"] in self._seen:
            return {"status": "duplicate"}
        self._seen.add(event["id"])
        self.events.append(event)
        return {"status": "accepted"}


def _refusal(event: dict[str, Any]) -> tuple[str, str | None] | None:
    """Reason and field, None for an event that is right by the contracts."""
    try:
        violation = check(read(event))
    except Refused as refused:
        return refused.reason, refused.field
    return None if violation is None else (violation.reason, violation.field)


@contextmanager
def open_door() -> Iterator[Door]:
    """A door on a free port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            status, headers, answer = door.judge(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(status)
            for name, value in {"content-length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Keeps the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    door = Door(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
