from pathlib import Path
from typing import Any

from services.runtime.kafka.stream import stream_app
from services.runtime.kafka.waits import FETCH_WAIT_MS, NoTables
from services.runtime.settings import Stack


async def test_no_fetch_waits_at_the_broker_for_long(tmp_path: Path) -> None:
    consumer: Any = stream_app("analyzer", Stack(data_dir=tmp_path)).consumer
    made = consumer._thread._create_consumer(consumer.loop)
    assert made._fetch_max_wait_ms == FETCH_WAIT_MS
    await made.stop()


async def test_nobody_waits_for_tables_that_there_are_not(tmp_path: Path) -> None:
    app = stream_app("analyzer", Stack(data_dir=tmp_path))
    assert isinstance(app.tables, NoTables)
    assert not app.tables
