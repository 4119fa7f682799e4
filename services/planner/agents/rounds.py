"""The rounds of the planner: think about what waits, say what was decided, keep the live figures moving."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from services.planner import telemetry
from services.planner.agents.cascading import replan
from services.planner.agents.judging import judge
from services.planner.agents.live import Live
from services.planner.agents.publishing import Sender, publish_reports
from services.planner.settings import Settings
from services.planner.store import figures, pending
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.health import Health
from services.runtime.kafka.producer import NotAcknowledged
from services.runtime.kafka.stream import die
from services.runtime.store import writing

PLAN_SETTLES = timedelta(seconds=0.3)
DAY_SETTLES = timedelta(seconds=2)
DAYS_AT_ONCE = 10
log = logs.get(__name__)


def think(engine: Engine, clock: Clock) -> bool:
    """One round over what waits, each piece in its own transaction; says whether there was anything."""
    with telemetry.thinking.of().time():
        is_busy = _plans(engine, clock.now())
        is_busy = _days(engine, clock.now()) or is_busy
        return publish_reports(engine, clock.now()) or is_busy


def _plans(engine: Engine, now: datetime) -> bool:
    with writing(engine) as session:
        pending.take_turns(session)
        waiting = pending.plans(session, now - PLAN_SETTLES)
        for work in waiting:
            replan(session, work.shop_id, work.cause, now)
            pending.done(session, work)
    return bool(waiting)


def _days(engine: Engine, now: datetime) -> bool:
    """Days wait for their rows to come together, and for the plan to have frozen their target."""
    with writing(engine) as session:
        pending.take_turns(session)
        planning = {work.shop_id for work in pending.plans(session, now)}
        waiting = pending.days(session, now - DAY_SETTLES, DAYS_AT_ONCE)
        ready = [work for work in waiting if work.shop_id not in planning]
        for shop_id, works in groupby(ready, key=lambda work: work.shop_id):
            asked = list(works)
            judge(session, shop_id, [date.fromisoformat(work.day) for work in asked], now)
            for work in asked:
                pending.done(session, work)
    return bool(ready)


def forget(engine: Engine, now: datetime) -> None:
    """Drops what no plan looks back to."""
    with writing(engine) as session:
        figures.forget(session, now)


class Rounds:
    """The tasks that run beside the stream; a fault in one ends the process, and the restart is exact."""

    def __init__(
        self, engine: Engine, clock: Clock, settings: Settings, sender: Sender, live: Live, health: Health
    ) -> None:
        """Nothing runs before `start`."""
        self._engine, self._clock, self._settings = engine, clock, settings
        self._sender, self._live, self._health = sender, live, health

    def start(self) -> list[asyncio.Task[None]]:
        """One task for each round."""
        settings = self._settings
        rounds: dict[str, tuple[float, Callable[[], Awaitable[bool]]]] = {
            "thinking": (settings.think_seconds, self._think),
            "sending": (settings.send_seconds, self._sender.send),
            "live": (settings.live_seconds, self._live.say),
            "forgetting": (settings.forget_seconds, self._forget),
        }
        return [self._task(name, seconds, step) for name, (seconds, step) in rounds.items()]

    def _task(self, name: str, seconds: float, step: Callable[[], Awaitable[bool]]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._every(name, seconds, step), name=name)
        task.add_done_callback(_end_process_with)
        return task

    async def _every(self, name: str, seconds: float, step: Callable[[], Awaitable[bool]]) -> None:
        """For ever, at once again while there is work; an absent broker or database is waited for."""
        while True:
            is_busy = False
            try:
                is_busy = await step()
            except (OperationalError, InterfaceError, NotAcknowledged) as error:
                log.warning("tries_again", part=name, error=str(error))
                self._health.set_ready(name, False, "the database or the broker does not answer")
            else:
                self._health.set_ready(name, True)
            await asyncio.sleep(0 if is_busy else seconds)

    async def _think(self) -> bool:
        return await asyncio.to_thread(think, self._engine, self._clock)

    async def _forget(self) -> bool:
        await asyncio.to_thread(forget, self._engine, self._clock.now())
        return False


def _end_process_with(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("round_failed", part=task.get_name(), exc_info=task.exception())
        die(f"{task.get_name()}: {task.exception()!r}")
