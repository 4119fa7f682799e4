"""What ingest remembers of the last 24 hours: the newest in memory, the rest in SQL, written behind."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from services.ingest.duplicates import Print
from services.ingest.store import seen
from services.runtime.clock import Clock


class Memory:
    """Two generations of events in memory; SQL is asked only once a generation had to be dropped within the time.

    Only acknowledged events may be remembered: a retry of one that was lost must not be called a duplicate.
    """

    def __init__(self, engine: Engine, clock: Clock, hours: float, in_memory: int, in_database: int) -> None:
        self._engine = engine
        self._clock = clock
        self._seconds = int(hours * 3600)
        self._generation = max(1, in_memory // 2)
        self._in_database = in_database
        self._young: dict[int, Print] = {}
        self._old: dict[int, Print] = {}
        self._unwritten: list[Print] = []
        self._complete_from: float = math.inf  # seconds: from when on memory alone knows everything

    async def load(self) -> None:
        """Take up what earlier runs remembered; until then SQL is asked."""
        most = self._generation
        known = await asyncio.to_thread(seen.latest, self._engine, self._since(), most)
        is_all = len(known) < most and not self._old
        self._complete_from = 0 if is_all else self._now() + self._seconds
        self._old = self._old or {each.key: each for each in known}

    def is_complete(self) -> bool:
        """Whether memory alone knows all of the time, so that SQL need not be asked."""
        return self._now() >= self._complete_from

    async def recall(self, keys: Sequence[int]) -> "Recalled":
        """What is known, with what SQL holds of these keys beyond memory."""
        unknown = [key for key in keys if self.look(key) is None]
        found = await asyncio.to_thread(seen.find, self._engine, unknown, self._since()) if unknown else []
        return Recalled(self, {each.key: each for each in found})

    def look(self, key: int) -> Print | None:
        """What memory holds under a key."""
        return self._young.get(key) or self._old.get(key)

    def remember(self, prints: Sequence[Print]) -> None:
        """These events are acknowledged."""
        for each in prints:
            self._put(each)
        if self._in_database:
            self._unwritten += prints

    async def write(self) -> None:
        """Write what came since the last time."""
        prints, self._unwritten = self._unwritten, []
        if prints:
            await asyncio.to_thread(seen.remember, self._engine, prints, self._now())

    async def forget(self) -> None:
        """Drop from SQL what is out of date or over the cap."""
        await asyncio.to_thread(seen.forget, self._engine, self._since(), self._in_database)

    def _put(self, each: Print) -> None:
        if len(self._young) >= self._generation:
            if self._old:
                self._complete_from = self._now() + self._seconds
            self._young, self._old = {}, self._young
        self._young[each.key] = each

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _since(self) -> int:
        return self._now() - self._seconds


@dataclass(frozen=True)
class Recalled:
    """Memory as one request sees it."""

    memory: Memory
    from_database: dict[int, Print]

    def get(self, key: int) -> Print | None:
        """What is remembered under a key."""
        return self.memory.look(key) or self.from_database.get(key)
