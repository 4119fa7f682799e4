"""Workers die and freeze in the middle of a delivery: nothing is lost, and little is said twice."""

import asyncio
import json
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from services.alerts.delivery.answer import answered
from services.alerts.delivery.leases import Lease
from tests.alerts.delivery.house import QUICK, House
from tests.alerts.delivery.server import Server, answer
from tests.alerts.delivery.server import Writer as Peer

KILLS = 5
MESSAGES = 40


class Workers:
    """Starts worker processes on one database and ends those that are left."""

    def __init__(self, url: str, folder: Path, **settings: object) -> None:
        self._command = [
            sys.executable,
            "-m",
            "tests.alerts.delivery.worker",
            url,
            str(folder),
            json.dumps({**QUICK, **settings}),
        ]
        self._all: list[subprocess.Popen[bytes]] = []

    async def start(self) -> subprocess.Popen[bytes]:
        worker = await asyncio.to_thread(subprocess.Popen, self._command, stdout=subprocess.PIPE)
        self._all.append(worker)
        assert worker.stdout is not None
        assert await asyncio.to_thread(worker.stdout.readline) == b"ready\n"
        return worker

    def end(self) -> None:
        for worker in self._all:
            worker.kill()
            worker.communicate()


@asynccontextmanager
async def working(url: str, folder: Path, **settings: object) -> AsyncIterator[Workers]:
    workers = Workers(url, folder, **settings)
    try:
        yield workers
    finally:
        workers.end()


async def freeze(worker: subprocess.Popen[bytes], engine: Engine) -> None:
    """Stop a worker between its transactions: in one it would keep all others out of a SQLite file until it goes on."""
    worker.send_signal(signal.SIGSTOP)
    while not await asyncio.to_thread(may_write, engine):
        worker.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.02)
        worker.send_signal(signal.SIGSTOP)


def may_write(engine: Engine) -> bool:
    """Whether nobody holds the write lock of the file that the database is, if it is one."""
    if engine.dialect.name != "sqlite":
        return True
    assert engine.url.database is not None
    connection = sqlite3.connect(engine.url.database, timeout=0.2, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    else:
        return True
    finally:
        connection.close()


@pytest.mark.slow
async def test_a_killed_worker_loses_nothing_and_says_at_most_one_thing_twice_per_try(
    engine: Engine, database_url: str, tmp_path: Path, server: Server
) -> None:
    house, dice = House(engine, tmp_path), random.Random(11)
    endpoint = house.endpoint(server.url)
    server.usual = answer(204, delay=0.02)
    async with working(database_url, tmp_path, lease_seconds=1.0) as workers:
        worker = await workers.start()
        for number in range(MESSAGES):
            kind = "alert.opened" if number % 2 == 0 else "alert.resolved"
            house.say(f"m{number}", endpoint, alert=f"a{number // 2}", kind=kind)
            if number % (MESSAGES // KILLS) == 5:
                await asyncio.sleep(dice.uniform(0.0, 0.15))
                worker.kill()
                worker = await workers.start()
        await house.until(lambda: set(house.states()) == {"delivered"}, 60)
    times = Counter(server.ids)
    assert set(times) == {f"m{number}@{endpoint}" for number in range(MESSAGES)}
    assert max(times.values()) <= 1 + KILLS
    assert times.total() - MESSAGES <= KILLS * house.settings.at_once_each
    assert len({(got.id, got.raw) for got in server.got}) == MESSAGES
    first = {got.id: place for place, got in reversed(list(enumerate(server.got)))}
    for number in range(0, MESSAGES, 2):
        assert first[f"m{number}@{endpoint}"] < first[f"m{number + 1}@{endpoint}"]


@pytest.mark.slow
async def test_two_workers_share_the_work_and_say_nothing_twice(
    engine: Engine, database_url: str, tmp_path: Path, server: Server
) -> None:
    house = House(engine, tmp_path)
    endpoint = house.endpoint(server.url)
    async with working(database_url, tmp_path, lease_seconds=30.0) as workers:
        await asyncio.gather(workers.start(), workers.start())
        for number in range(MESSAGES):
            house.say(f"m{number}", endpoint, alert=f"a{number % 4}")
        await house.until(lambda: set(house.states()) == {"delivered"}, 60)
    assert {row.attempts for row in house.rows()} == {1}
    assert sorted(server.ids) == sorted(f"m{number}@{endpoint}" for number in range(MESSAGES))
    for alert in range(4):
        numbers = [int(each[1:].partition("@")[0]) for each in server.ids]
        mine = [number for number in numbers if number % 4 == alert]
        assert mine == sorted(mine)


@pytest.mark.slow
async def test_a_worker_that_was_stopped_past_its_lease_overwrites_nothing(
    engine: Engine, database_url: str, tmp_path: Path, server: Server
) -> None:
    house = House(engine, tmp_path)
    endpoint = house.endpoint(server.url)
    resumed = asyncio.Event()

    async def fail_late(peer: Peer) -> None:
        await resumed.wait()
        await answer(500)(peer)

    server.script.append(fail_late)
    async with working(database_url, tmp_path, lease_seconds=1.0, total_seconds=60.0) as workers:
        frozen = await workers.start()
        house.say("m1", endpoint)
        await house.until(lambda: server.got)
        await freeze(frozen, engine)
        await workers.start()
        await house.until(lambda: house.states() == ["delivered"], 60)
        before, known = house.row("m1"), house.known(endpoint)
        resumed.set()
        await asyncio.sleep(0.3)
        frozen.send_signal(signal.SIGCONT)
        await asyncio.sleep(2)
        assert frozen.poll() is None
        assert (house.row("m1"), house.known(endpoint)) == (before, known)
    assert server.ids == [f"m1@{endpoint}"] * 2
    assert (before.attempts, before.last_status) == (1, 204)


async def test_a_result_whose_lease_was_lost_is_not_written(house: House, server: Server) -> None:
    endpoint = house.endpoint(server.url)
    house.say("m1", endpoint)
    first, second = house.open().deliverer, house.open().deliverer
    (mine,) = first._claims.take({}, ())
    assert second._claims.take({}, ()) == []
    (theirs,) = second._claims.take({}, _leases(house))
    assert first._results.record(mine, answered(410)) is False
    assert house.states() == ["waiting"]
    assert house.known(endpoint).failing_since_us is None
    first._claims.renew()
    first._claims.release()
    assert second._results.record(theirs, answered(200)) is True
    assert house.states() == ["delivered"]


async def test_who_takes_over_a_lost_lease_takes_it_once_and_nobody_else_does(house: House) -> None:
    endpoint = house.endpoint("http://127.0.0.1:9")
    house.say("m1", endpoint)
    gone, second, third = (house.open().deliverer for _ in range(3))
    gone._claims.take({}, ())
    lost = _leases(house)
    assert len(second._claims.take({}, lost)) == 1
    assert second._claims.take({}, lost) == []
    assert third._claims.take({}, lost) == []
    third_sees = _leases(house)
    second._claims.renew()
    assert third._claims.take({}, third_sees) == []


def _leases(house: House) -> set[Lease]:
    """Of all messages, as a worker sees them that holds none."""
    return {(row.seq, row.lease_no, row.leased_until_us) for row in house.rows() if row.seq is not None}


async def test_a_stop_gives_back_what_is_not_done_so_that_the_next_one_need_not_wait(
    engine: Engine, tmp_path: Path, server: Server
) -> None:
    house = House(engine, tmp_path, lease_seconds=300, total_seconds=300)
    endpoint = house.endpoint(server.url)
    server.script.append(answer(204, delay=300))
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: server.got)
    async with house.delivering(house.open()):
        await house.until(lambda: house.states() == ["delivered"])
    assert server.ids == [f"m1@{endpoint}"] * 2


async def test_a_database_that_is_away_for_a_while_costs_nothing(
    engine: Engine, tmp_path: Path, server: Server
) -> None:
    house = House(engine, tmp_path)
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: house.states() == ["delivered"])
        refuse = _refuse(engine)
        await asyncio.sleep(0.5)
        event.remove(engine, "do_connect", refuse)
        house.say("m2", endpoint)
        await house.until(lambda: house.states() == ["delivered"] * 2)
    assert len(server.got) == 2


def _refuse(engine: Engine) -> object:
    """Every new connection fails, and there are no old ones."""

    def refuse(*_: object) -> None:
        raise engine.dialect.dbapi.OperationalError("away")  # type: ignore[union-attr]

    event.listen(engine, "do_connect", refuse)
    engine.dispose()
    return refuse
