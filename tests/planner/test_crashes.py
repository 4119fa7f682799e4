"""A kill at any moment: what the database says was said and what the stream holds agree, and a re-run adds nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from services.contracts import topics
from services.contracts.envelope import Envelope
from services.contracts.events.outputs import GoalCascaded
from services.contracts.registry import encode
from services.planner.agents.rounds import think
from services.planner.store import outbox, plans
from services.planner.targets import target_set
from services.runtime.kafka.inbox import Inbox, InboxRecord
from services.runtime.store import open_engine, reading, writing
from tests.planner.shop import SHOP, LivedShop, at, day_row, stamped

FIRST = date(2026, 8, 1)


class Killed(BaseException):
    """The process is gone in the middle of something."""


def log() -> list[InboxRecord]:
    """A month target, then eight closed days, one of them restated."""
    moment = at(FIRST, 1)
    events: list[Envelope] = [stamped(target_set(SHOP, "2026-08", "gmv", 3_100_000, None, moment), moment)]
    events += [day_row("gmv", FIRST + timedelta(days=back), 90_000 + 1_000 * back) for back in range(8)]
    events += [day_row("gmv", FIRST + timedelta(days=3), 70_000, 2)]
    names = [topics.SETTINGS, *[topics.METRICS] * 9]
    return [
        InboxRecord(name, 0, place, b"s1", encode(each), moment, {})
        for place, (name, each) in enumerate(zip(names, events, strict=True))
    ]


class Machine:
    """The planner on a disk that survives, a stream that keeps what it was given, and kills at chosen writes."""

    def __init__(self, folder: Path, kills: Iterator[int]) -> None:
        self.url = f"sqlite:///{folder}/planner.db"
        self.stream: list[tuple[str, str]] = []
        self.kills, self.killed = kills, 0
        self._left = next(kills)

    def run(self, records: list[InboxRecord]) -> LivedShop:
        while True:
            engine = open_engine(self.url)
            event.listen(engine, "before_cursor_execute", self._count)
            event.listen(engine, "commit", self._count)
            try:
                return self._live(engine, records)
            except Killed:
                self.killed += 1
                engine.dispose()

    def _live(self, engine: Engine, records: list[InboxRecord]) -> LivedShop:
        lived = LivedShop(engine, at(FIRST + timedelta(days=9), 8))
        inbox = Inbox(engine, "planner")
        for record in records:
            inbox.take([record], lived.intake.take)
            lived.clock.advance(3)
            while think(engine, lived.clock):
                lived.clock.advance(3)
            self._send(engine)
        self._send(engine)
        return lived

    def _send(self, engine: Engine) -> None:
        with reading(engine) as session:
            lines = outbox.waiting(session, 10_000)
        for line in lines:
            self._count()
            self.stream.append((line.topic, line.body))
        with writing(engine) as session:
            outbox.delivered(session, lines)

    def _count(self, *_: object) -> None:
        self._left -= 1
        if self._left == 0:
            self._left = next(self.kills)
            raise Killed


def never() -> Iterator[int]:
    while True:
        yield 10**9


def at_random(seed: int) -> Iterator[int]:
    random = Random(seed)
    for _ in range(12):
        yield random.randint(1, 250)
    yield from never()


def goals_of(stream: list[tuple[str, str]]) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    """The newest word on every goal."""
    found = {}
    for topic, body in stream:
        if topic == topics.GOALS and json.loads(body)["type"] == "goal.cascaded":
            data = json.loads(body)["data"]
            scope = json.dumps({k: v for k, v in data["scope"].items() if k != "shop_id"}, sort_keys=True)
            found[data["level"], data["period"], scope] = data["baseline"], data["current"], data["shortfall"]
    return found


def stored_goals(session: Session) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    return {
        (node.level, node.period, json.dumps(json.loads(node.scope), sort_keys=True)): (
            node.baseline, node.current, node.shortfall,
        )
        for node in plans.nodes(session, SHOP, "gmv")
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_killed_a_dozen_times_the_stream_and_the_database_agree(tmp_path: Path, seed: int) -> None:
    machine = Machine(tmp_path, at_random(seed))
    lived = machine.run(log())
    assert machine.killed >= 3
    with reading(lived.engine) as session:
        assert outbox.waiting(session, 10) == []
        assert goals_of(machine.stream) == stored_goals(session)
    rows: dict[str, str] = {}
    for topic, body in machine.stream:
        said = json.loads(body)
        if topic == topics.METRICS and said["data"].get("is_final"):
            assert rows.setdefault(said["id"], body) == body
    assert any(said.startswith("attainment") and ":2:final" in said for said in rows)


def test_the_same_records_again_change_nothing_and_say_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, never())
    machine.run(log())
    before = len(machine.stream)
    machine.run(log())
    assert len(machine.stream) == before


def test_a_cascade_is_published_whole(tmp_path: Path) -> None:
    machine = Machine(tmp_path, at_random(7))
    machine.run(log())
    told: dict[tuple[str, int], set[str]] = {}
    totals: dict[tuple[str, int], int] = {}
    for topic, body in machine.stream:
        if topic != topics.GOALS:
            continue
        said = json.loads(body)
        key = (said["data"]["cascade_id"], said["data"]["revision"])
        told.setdefault(key, set()).add(said["id"])
        if "nodes_total" in said["data"]:
            totals[key] = said["data"]["nodes_total"]
    assert {key: len(ids) for key, ids in told.items()} == totals
    assert GoalCascaded.KEY == ("cascade_id", "level", "period", "scope")
