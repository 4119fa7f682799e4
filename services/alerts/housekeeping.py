"""Once an hour, what is over for long enough is deleted."""

import asyncio
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from services.alerts.store.forgetting import forget
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.store import writing

EVERY_SECONDS = 3_600.0
log = logs.get(__name__)


class Housekeeping:
    """Deletes in small transactions, so that nobody waits for it."""

    def __init__(self, engine: Engine, clock: Clock, kept: timedelta) -> None:
        """`kept` is how long what has ended stays."""
        self._engine, self._clock, self._kept = engine, clock, kept

    async def run(self) -> None:
        """For as long as the process lives."""
        while True:
            try:
                deleted = await asyncio.to_thread(self.tidy)
                if deleted:
                    log.info("forgotten", deleted=deleted, kept_days=self._kept.days)
            except (OperationalError, InterfaceError) as error:
                log.warning("database_away", error=str(error.orig))
            await asyncio.sleep(EVERY_SECONDS)

    def tidy(self) -> int:
        """Everything that is due now; returns how many incidents and messages are gone."""
        total = 0
        while True:
            with writing(self._engine) as session:
                deleted = forget(session, self._clock.now(), self._kept)
            if not deleted:
                return total
            total += deleted
