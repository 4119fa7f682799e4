"""A process that begins anew in its own place refuses nobody meanwhile."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.system.ports import free_base

PATIENCE = 30.0


@pytest.fixture
def service() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_base()
    process = subprocess.Popen([sys.executable, "-m", "tests.runtime.serving_program", str(port)])
    url = f"http://127.0.0.1:{port}/who"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            httpx.get(url, timeout=1.0, trust_env=False)
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield process, url
    process.kill()
    process.wait()


def test_after_sighup_the_same_process_begins_anew_and_every_question_is_answered(
    service: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, url = service
    first = httpx.get(url, trust_env=False).json()
    for _ in range(2):  # it can do so again
        process.send_signal(signal.SIGHUP)
        began, deadline = first["began"], time.monotonic() + PATIENCE
        while began == first["began"] and time.monotonic() < deadline:
            # A connection of its own for each question: refused, it would raise.
            began = httpx.get(url, timeout=PATIENCE, trust_env=False).json()["began"]
        answer = httpx.get(url, trust_env=False).json()
        assert answer["began"] > first["began"]
        assert answer["pid"] == first["pid"] == process.pid
        first = answer


def test_after_sigterm_it_ends_with_exit_code_0(service: tuple[subprocess.Popen[bytes], str]) -> None:
    process, _ = service
    process.terminate()
    assert process.wait(PATIENCE) == 0
