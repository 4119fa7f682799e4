import json
import subprocess
import sys
from pathlib import Path

import psutil

from services.console import leftovers

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_what_a_killed_start_left_running_is_ended(tmp_path: Path) -> None:
    file = tmp_path / ".up.pids"
    with subprocess.Popen(SLEEP) as left:
        leftovers.remember(file, [left.pid, None])
        assert leftovers.end(file) == 1
        assert not psutil.pid_exists(left.pid)
    assert not file.exists()


def test_another_program_that_got_the_same_number_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / ".up.pids"
    with subprocess.Popen(SLEEP) as stranger:
        file.write_text(json.dumps({str(stranger.pid): psutil.Process(stranger.pid).create_time() - 3600}))
        assert leftovers.end(file) == 0
        assert stranger.poll() is None
        stranger.kill()


def test_an_unreadable_note_ends_nobody(tmp_path: Path) -> None:
    file = tmp_path / ".up.pids"
    file.write_text("{not json")
    assert leftovers.end(file) == 0
