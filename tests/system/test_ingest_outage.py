"""A broker that dies under ingest: no 2xx without its acknowledgement, and no step by hand afterwards."""

import signal
from concurrent.futures import ThreadPoolExecutor
from os import kill
from pathlib import Path

import httpx
from rich.console import Console

from services.console.broker.process import await_answer, prepare
from services.console.child import Child
from services.console.ports import Ports
from services.contracts.topics import EVENTS, FACTS
from tests.system.ingest_process import IngestProcess, lines, order, running_ingest
from tests.system.ports import free_base
from tests.system.running import eventually

SHOP = "outage"


def started(data: Path, ports: Ports) -> Child:
    child = prepare(data, ports, Console(stderr=True))
    child.start()
    await_answer(child, ports, data)
    return child


def send(ingest: IngestProcess, key: str, number: int) -> tuple[int, httpx.Response]:
    return number, ingest.post(order(number, order_id=f"o{number}"), key)


def test_without_acknowledgement_there_is_no_2xx_and_what_was_answered_is_there(tmp_path: Path) -> None:
    data, ports = tmp_path / "broker", Ports(free_base())
    broker = started(data, ports)
    try:
        with running_ingest(ports.bootstrap, tmp_path / "ingest", ack_seconds=2) as ingest:
            key = ingest.key(SHOP)
            with ThreadPoolExecutor(4) as pool:
                before = list(pool.map(lambda number: send(ingest, key, number), range(40)))
                assert broker.pid is not None
                kill(broker.pid, signal.SIGKILL)
                broker.wait(10)
                during = list(pool.map(lambda number: send(ingest, key, number), range(40, 48)))
            assert {answer.status_code for _, answer in before} == {202}
            assert {answer.status_code for _, answer in during} == {503}
            assert all(int(answer.headers["Retry-After"]) > 0 for _, answer in during)
            assert ingest.get("/healthz").status_code == 200
            eventually(lambda: ingest.get("/readyz").status_code == 503, 30)
            broker = started(data, ports)
            eventually(ingest.is_ready, 60)
            again = [send(ingest, key, number) for number in range(40, 48)]
            assert {answer.status_code for _, answer in again} == {202}
            for topic in (EVENTS, FACTS):
                stored = {each["data"]["order_id"] for each in lines(ports.bootstrap, topic, SHOP)}
                assert stored >= {f"o{number}" for number in range(48)}
    finally:
        broker.stop(30)


def test_without_a_broker_at_the_start_it_waits_and_says_so(tmp_path: Path) -> None:
    data, ports = tmp_path / "broker", Ports(free_base())
    broker = started(data, ports)
    try:
        with running_ingest(ports.bootstrap, tmp_path / "ingest") as ingest:
            key = ingest.key(SHOP)
        broker.stop(30)
        with running_ingest(ports.bootstrap, tmp_path / "ingest", with_broker=False, ack_seconds=1) as ingest:
            assert ingest.get("/readyz").status_code == 503
            assert send(ingest, key, 1)[1].status_code == 503
            broker = started(data, ports)
            eventually(ingest.is_ready, 60)
            assert send(ingest, key, 1)[1].status_code == 202
    finally:
        broker.stop(30)
