"""What is done beside the requests: writing behind, forgetting in time, seeing what another ingest changed."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import DBAPIError

from services.ingest.gate import Gate
from services.ingest.memory import Memory
from services.ingest.quarantine import Quarantine
from services.ingest.shopbook import ASIDE, ShopBook
from services.runtime import logs

WRITE_SECONDS = 1.0
REFRESH_SECONDS = 5.0
TIDY_SECONDS = 10.0
FORGET_SECONDS = 300.0
log = logs.get(__name__)


class Housekeeping:
    """None of it holds up a request; a database that fails is tried again the next time."""

    def __init__(self, memory: Memory, gate: Gate, book: ShopBook, quarantine: Quarantine) -> None:
        self._memory = memory
        self._gate = gate
        self._book = book
        self._quarantine = quarantine

    async def open(self) -> None:
        """Take up what earlier runs left."""
        await self._book.find({ASIDE})
        await self._gate.load()

    async def run(self) -> None:
        """Work until cancelled."""
        await asyncio.gather(
            self._remember(),
            _every(WRITE_SECONDS, self._write),
            _every(REFRESH_SECONDS, self._book.refresh),
            _every(TIDY_SECONDS, self._quarantine.tidy),
            _every(FORGET_SECONDS, self._memory.forget),
        )

    async def close(self) -> None:
        """Write what is still only in memory."""
        await self._write()

    async def _remember(self) -> None:
        try:
            await self._memory.load()
        except DBAPIError as error:
            log.warning("memory_not_loaded", error=type(error).__name__)

    async def _write(self) -> None:
        await self._memory.write()
        await self._gate.write()


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except DBAPIError as error:
            log.warning("housekeeping_failed", work=work.__qualname__, error=type(error).__name__)
