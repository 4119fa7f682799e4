"""Says the figures of running windows every half second, straight to the topic and outside of checkpoints.

A worker that is behind says them seldom (see `pace`).

They are the newest word on a window, not its record: a crash loses at most the last half second of them, and the next
round says what is true then.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from services.analyzer.agents.checkpoints import send_all
from services.analyzer.agents.outputs import row_record
from services.analyzer.agents.owned import Held, Owned
from services.analyzer.agents.pace import Pace, rest
from services.analyzer.engine.aggregator import OutputRecord

Rows = Callable[[Held[Any]], list[OutputRecord]]


class CurrentRows:
    """Sends the changed current rows of every owned partition."""

    def __init__(
        self,
        app: Any,
        owned: Owned[Any],
        rows: Rows,
        topics: dict[str, str],
        every: float,
        behind: Callable[[], float],
    ) -> None:
        """`rows` asks a partition for its changed current rows; `every`, and how far it is `behind`, in seconds."""
        self._app, self._owned, self._rows, self._topics = app, owned, rows, topics
        self._every, self._behind = every, behind

    async def run(self) -> None:
        """Round after round until the worker stops."""
        pace = Pace(time.monotonic)
        while not self._app.should_stop:
            began = time.monotonic()
            if pace.is_due(self._behind()):
                with pace.timed():
                    await self.round()
            await asyncio.sleep(rest(self._every, time.monotonic() - began))

    async def round(self) -> None:
        """Everything that changed since the last round.

        A loaded state says all that runs with the first record counted on it: a round before would keep that waiting.
        """
        for number, held in list(self._owned.partitions.items()):
            if held.is_fresh:
                continue
            rows = await self._owned.counting(self._rows, held)
            await send_all(self._app.producer, [row_record(row, self._topics) for row in rows], number)
