"""Sends events over HTTP and keeps the outcome of each, as a careful client would."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import httpx
import msgspec

BATCH_EVENTS, BATCH_BYTES = 500, 900_000
RETRY_SECONDS, GIVE_UP_SECONDS = 0.5, 120.0
Event = dict[str, Any]


class Ledger:
    """Every event id with its last outcome; what is uncertain is sent again under the same id."""

    def __init__(self, url: str, key: str) -> None:
        """`url` of ingest; the key writes to the shops that will be sent."""
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60)
        self.outcomes: dict[tuple[str, str], str] = {}
        self.verdicts: Counter[str] = Counter()

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def send(self, events: Iterable[Event]) -> None:
        """Send events in their order, batch by batch; returns when each has its outcome."""
        for batch in batches(events):
            self._settle(batch)

    def _settle(self, batch: Sequence[bytes]) -> None:
        body = b"[" + b",".join(batch) + b"]"
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while True:
            answer = self._post(body)
            if answer is not None:
                break
            assert time.monotonic() < deadline, "ingest gave no receipt in time"
            time.sleep(RETRY_SECONDS)
        for line, result in zip(batch, answer["results"], strict=True):
            event = msgspec.json.decode(line)
            self.outcomes[event["shopid"], event["id"]] = result["status"]
            self.verdicts[result["status"]] += 1

    def _post(self, body: bytes) -> dict[str, Any] | None:
        """The receipt; None when the outcome is unknown and the batch has to be sent again."""
        try:
            answer = self._client.post(
                "/v1/events", content=body, headers={"Content-Type": "application/cloudevents-batch+json"}
            )
        except httpx.TransportError:
            return None
        if answer.status_code in {429, 503}:
            return None
        assert answer.status_code in {202, 422}, answer.text
        return dict(answer.json())


def batches(events: Iterable[Event]) -> Iterator[list[bytes]]:
    """The events as JSON, gathered up to the size of a batch."""
    batch: list[bytes] = []
    size = 0
    for event in events:
        line = msgspec.json.encode(event)
        if batch and (len(batch) == BATCH_EVENTS or size + len(line) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line) + 1
    if batch:
        yield batch
