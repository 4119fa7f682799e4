"""Who may send how much: a bucket per key, kept over restarts."""

import asyncio
import math

from sqlalchemy import Engine

from services.ingest import errors
from services.ingest.rates import Bucket, Rate, filled, spent, wait_seconds
from services.ingest.store import buckets
from services.ingest.telemetry import FAILED
from services.runtime.clock import Clock


class Gate:
    """Lets requests pass at the rate of their key; a refused one costs nothing."""

    def __init__(self, engine: Engine, clock: Clock, rate: Rate) -> None:
        self._engine = engine
        self._clock = clock
        self._rate = rate
        self._buckets: dict[str, Bucket] = {}
        self._changed: set[str] = set()

    async def load(self) -> None:
        """Take up what each key had left."""
        self._buckets = await asyncio.to_thread(buckets.load, self._engine)

    def take(self, key_id: str, events: int) -> None:
        """Count these events against the key; raises the 429, and then takes nothing."""
        bucket = filled(self._buckets.get(key_id), self._rate, self._clock.now().timestamp())
        wait = wait_seconds(bucket, self._rate, events)
        if wait > 0:
            FAILED.of("too_fast").inc()
            raise errors.too_fast(math.ceil(wait))
        if self._rate.per_second:
            self._buckets[key_id] = spent(bucket, events)
            self._changed.add(key_id)

    async def write(self) -> None:
        """Write the buckets that changed since the last time."""
        changed, self._changed = self._changed, set()
        if changed:
            left = {key_id: self._buckets[key_id] for key_id in changed}
            await asyncio.to_thread(buckets.save, self._engine, left)
