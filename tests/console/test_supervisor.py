import sys
import time
from pathlib import Path

from services.console.child import Child
from services.console.supervisor import STEADY_SECONDS, Supervisor


class Hours:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def program(tmp_path: Path, text: str) -> Child:
    return Child("ingest", [sys.executable, "-c", text], tmp_path / "ingest.log")


def await_end(child: Child) -> None:
    while child.is_running():
        time.sleep(0.01)


def test_a_process_that_ends_is_started_again_after_a_pause_that_grows(tmp_path: Path) -> None:
    said: list[str] = []
    hours = Hours()
    supervisor = Supervisor(said.append, hours)
    child = program(tmp_path, "raise SystemExit(3)")
    supervisor.start([child])
    pids = set()
    for _ in range(3):
        pids.add(child.pid)
        await_end(child)
        supervisor.look()
        hours.now += 0.9
        supervisor.look()
        hours.now += 60
        supervisor.look()
    assert len(pids) == 3
    assert [line.split("starting it again in ")[1] for line in said] == ["1 s", "2 s", "4 s"]
    assert said[0].startswith("ingest ended (exit code 3)")
    child.stop(1)


def test_a_process_that_ran_steadily_comes_back_at_once(tmp_path: Path) -> None:
    said: list[str] = []
    hours = Hours()
    supervisor = Supervisor(said.append, hours)
    child = program(tmp_path, "pass")
    supervisor.start([child])
    await_end(child)
    hours.now += STEADY_SECONDS + 1
    supervisor.look()
    hours.now += 0.6
    assert supervisor.look(), "a new process"
    child.stop(5)


def test_all_are_asked_to_stop_at_once_and_the_deaf_one_is_killed(tmp_path: Path) -> None:
    deaf = program(
        tmp_path,
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)",
    )
    polite = program(tmp_path, "import time; time.sleep(60)")
    supervisor = Supervisor(lambda _: None)
    supervisor.start([deaf, polite])
    while not (tmp_path / "ingest.log").read_text():
        time.sleep(0.01)
    begun = time.monotonic()
    supervisor.stop([deaf, polite], 0.5)
    assert time.monotonic() - begun < 3
    assert deaf.exit_code() == -9
    assert polite.exit_code() == -15
    assert not supervisor.look()
