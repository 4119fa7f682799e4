"""`console up` with real processes: what it says when it cannot start, and that it stops, continues and mends."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.system.ports import free_base
from tests.system.running import ROOT, Stack, eventually, running_stack, stop

READY_AGAIN_SECONDS = 30.0
MEND_SECONDS = 60.0


def command(data: Path, base: int, *more: str) -> list[str]:
    start = [sys.executable, "-m", "services.console", "up", "--json", "--no-sample"]
    return [*start, "--data", str(data), "--port-base", str(base), *more]


def failed(data: Path, base: int, **environment: str) -> str:
    """The one sentence of a start that cannot succeed."""
    done = subprocess.run(
        command(data, base),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


@contextmanager
def somebody_on(port: int) -> Iterator[None]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        yield


def test_a_port_in_use_is_named_with_its_role(tmp_path: Path) -> None:
    base = free_base()
    with somebody_on(base + 2):
        sentence = failed(tmp_path / "data", base)
    assert sentence.startswith(f"Port {base + 2} (alerts) is in use by another program")


def test_a_data_folder_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in failed(tmp_path / "file" / "data", free_base())


def test_a_broken_data_folder_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    broken = tmp_path / "data" / "kafka" / "data"
    broken.mkdir(parents=True)
    (broken / "meta.properties").write_text("nonsense")
    sentence = failed(tmp_path / "data", free_base())
    assert "cannot be used" in sentence
    assert "another --data" in sentence
    assert (broken / "meta.properties").read_text() == "nonsense"


def test_no_network_on_the_first_start_is_said_with_the_way_out(tmp_path: Path) -> None:
    proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), "http://127.0.0.1:9")
    sentence = failed(tmp_path / "data", free_base(), DIANZHANG_CACHE=str(tmp_path / "cache"), **proxies)
    assert "fetched over the network on the first start" in sentence
    assert "check the connection or the proxy" in sentence


def test_a_second_up_in_the_same_folder_is_refused(stack: Stack) -> None:
    assert "Another `up` is running" in failed(stack.data, free_base())


def test_a_killed_service_is_started_again(stack: Stack) -> None:
    before = stack.service_process("planner").pid
    stack.service_process("planner").kill()
    eventually(
        lambda: _is_ready(stack.planner) and stack.service_process("planner").pid != before, MEND_SECONDS
    )
    assert stack.process.poll() is None


@pytest.mark.slow
def test_a_killed_broker_comes_back_and_events_are_taken_again(tmp_path: Path) -> None:
    with running_stack(tmp_path / "data", free_base(), "--no-sample") as stack:
        (broker,) = [p for p in _below(stack.process.pid) if "kafka.Kafka" in p.cmdline()]
        broker.kill()
        eventually(lambda: _takes_events(stack), 2 * MEND_SECONDS)


@pytest.mark.slow
def test_it_stops_cleanly_and_continues_with_the_same_keys(tmp_path: Path) -> None:
    base = free_base()
    with running_stack(tmp_path / "data", base, "--no-sample") as first:
        keys = first.keys
        assert _takes_events(first)
        below = _below(first.process.pid)
        begun = time.monotonic()
        assert stop(first.process) == 0
        assert time.monotonic() - begun < 40
    assert not [process for process in below if process.is_running()]
    begun = time.monotonic()
    with running_stack(tmp_path / "data", base, "--no-sample") as second:
        assert time.monotonic() - begun < READY_AGAIN_SECONDS * _patience()
        assert second.keys == keys
        assert _takes_events(second, "duplicate")


@pytest.mark.slow
def test_an_up_that_was_killed_outright_does_not_hinder_the_next(tmp_path: Path) -> None:
    base = free_base()
    with running_stack(tmp_path / "data", base, "--no-sample") as first:
        assert _takes_events(first)
        first.process.kill()
        first.process.wait()
        with running_stack(tmp_path / "data", base, "--no-sample") as second:
            # What ingest remembered in its last second may be gone with it; downstream the event counts once anyway.
            assert _takes_events(second, "duplicate", "accepted")


@pytest.mark.slow
def test_ready_is_exactly_one_line_on_stdout(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(tmp_path / "data", free_base()),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines: list[str] = []
    listener = threading.Thread(target=lambda: lines.extend(process.stdout or ()))
    listener.start()
    try:
        eventually(lambda: lines, 240)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()
    listener.join()
    (line,) = lines
    ready = json.loads(line)
    assert set(ready) == {"ready", "ingest", "analyzer", "alerts", "planner", "broker", "keys_file", "page"}


def _patience() -> float:
    """More than one where the machine is busy with other things."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _below(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _takes_events(stack: Stack, *verdicts: str) -> bool:
    """Whether an event gets one of the verdicts, `accepted` when none is named."""
    data = {"view_id": "v1", "visitor_id": "u1", "page_type": "home"}
    event = {"specversion": "1.0", "id": "up-1", "source": "/t", "type": "page.viewed", "data": data}
    event["time"] = "2026-11-24T10:00:00Z"
    with stack.client("ingest", "write") as client:
        try:
            answer = client.post("/v1/events", json=event | {"history": True})
        except httpx.HTTPError:
            return False
    return answer.status_code == httpx.codes.ACCEPTED and any(
        answer.json()[verdict] == 1 for verdict in verdicts or ("accepted",)
    )
