"""Where Faust waits for nothing that we have: its tables at the start, and records that the broker does not have yet.

While a fetch waits at the broker, a seek or a question for offsets waits behind it. After a load that is twice.
"""

from typing import Any

import faust
from faust.tables import TableManager
from faust.transport.drivers import aiokafka as driver

from services.runtime.kafka.runs import Consumer

FETCH_WAIT_MS = 100  # a fetch without news is answered after so long (P); Faust has 1500 and no setting


class NoTables(TableManager):
    """Faust's table manager of an app without tables: there is nobody to register them whom it could wait for."""

    async def on_start(self) -> None:
        """Be ready for the first assignment at once."""
        await self._update_channels()
        await self.recovery.start()


class App(faust.App):
    """An app whose consumer never waits long."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.in_runs: set[str] = set()  # topics whose records are handed over in runs

    def _new_transport(self) -> Any:
        return _Transport(self.conf.broker_consumer, self)


class _Thread(driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 - Faust passes a number of its own
        return consumer


class _Consumer(Consumer):
    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)


class _Transport(driver.Transport):
    Consumer = _Consumer
