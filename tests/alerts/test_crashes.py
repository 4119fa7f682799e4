"""A worker that is killed at any moment leaves what an undisturbed one leaves: nothing lost, nothing said twice."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlmodel import col, select

from services.alerts.store.tables import Delivery, Endpoint, Incident, Message, TransitionRow
from services.runtime.store import migrate, open_engine, reading, writing
from tests.alerts import worker

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("KILLS", "3"))
Left = dict[str, list[tuple[object, ...]]]


def prepare(url: str) -> None:
    engine = open_engine(url)
    migrate(engine, "services.alerts")
    with writing(engine) as session:
        session.add(
            Endpoint(id="ep1", kind="webhook", url="https://hooks.example", secret=b"s", created_us=0)
        )
    engine.dispose()


def left(url: str) -> Left:
    """What is in the database, in order."""
    engine = open_engine(url)
    with reading(engine) as session:
        transitions = session.exec(select(TransitionRow).order_by(col(TransitionRow.seq))).all()
        messages = session.exec(select(Message).order_by(col(Message.message_id))).all()
        deliveries = session.exec(select(Delivery).order_by(col(Delivery.seq))).all()
        incidents = session.exec(select(Incident).order_by(col(Incident.alert_id))).all()
        told: Left = {
            "transitions": [(row.transition_id, row.event) for row in transitions],
            "messages": [(row.message_id, row.body) for row in messages],
            "deliveries": [(row.message_id, row.endpoint_id, row.webhook_id) for row in deliveries],
            "incidents": [(row.alert_id, row.body, row.says, row.joined) for row in incidents],
        }
    engine.dispose()
    return told


def start(url: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.alerts.worker", url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))


def run(url: str) -> None:
    with start(url) as process:
        process.communicate()
    assert process.returncode == 0


def run_killed(url: str, chance: random.Random, kills: int) -> None:
    """Kills the worker so many times, each a moment after it has begun, then lets it finish."""
    for _ in range(kills):
        with start(url) as process:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "ready"
            time.sleep(chance.uniform(0.0, 0.4))
            process.send_signal(signal.SIGKILL)
    run(url)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_what_a_worker_killed_at_random_leaves_is_what_an_undisturbed_one_leaves(
    database_url: str, tmp_path: Path
) -> None:
    calm = f"sqlite:///{tmp_path / 'calm.db'}"
    for url in (calm, database_url):
        prepare(url)
    run(calm)
    run_killed(database_url, random.Random(7), KILLS)
    expected, found = left(calm), left(database_url)
    assert found == expected
    opened = [row for row in expected["transitions"] if "alert.opened" in str(row[1])]
    assert len(opened) >= worker.PROMOS
