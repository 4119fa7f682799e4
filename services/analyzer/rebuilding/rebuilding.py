"""The whole rebuild: count anew from the beginning of the log, compare, switch; what it found as a report."""

import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine

from services.analyzer.history.active import activate, following
from services.analyzer.history.tables import ActiveState
from services.analyzer.progress import further_of
from services.analyzer.rebuilding import offsets
from services.analyzer.rebuilding.comparing import Compared, compare
from services.analyzer.rebuilding.draining import drain
from services.analyzer.rebuilding.offsets import Broker
from services.analyzer.rebuilding.places import Places, clear, make, places
from services.analyzer.rebuilding.rows import Bounds
from services.analyzer.rebuilding.shadow import Shadow, running
from services.analyzer.rebuilding.taking_over import take_over
from services.analyzer.settings import Settings
from services.contracts import topics
from services.contracts.topics import EVENTS, partition_of
from services.runtime.settings import Stack
from services.runtime.store import migrate, open_engine, reading

LOOK_SECONDS = 1.0
SAY_SECONDS = 10.0
LIVE_SECONDS = 120.0
NAME = "analyzer"


class Report(msgspec.Struct):
    """What a rebuild found and did."""

    generation: int
    version_before: int
    version_after: int
    is_log_complete: bool
    records: int
    seconds: float
    metrics: list[Compared]
    is_switched: bool
    replaced: int = 0
    why_not: str | None = None

    def told(self) -> dict[str, Any]:
        """The report as JSON members, with sums over the metrics."""
        names = ("equal", "changed", "only_before", "only_after")
        sums = {name: sum(getattr(each, name) for each in self.metrics) for name in names}
        return {**msgspec.to_builtins(self), **sums}


class Rebuild:
    """One rebuild beside a running analyzer."""

    def __init__(self, stack: Stack, settings: Settings, log: Path, say: Callable[[str], None]) -> None:
        """`log` is where the second count writes; `say` is told how it goes."""
        self._stack, self._settings, self._log, self._say = stack, settings, log, say
        self._live = open_engine(settings.database(stack, NAME))
        migrate(self._live, "services.analyzer")
        self._broker = Broker(stack)
        self._numbers = range(stack.partitions)

    def run(self, only_compare: bool, even_if_incomplete: bool) -> Report:
        """Count, compare and, unless only comparison is wanted, switch."""
        began, active = time.monotonic(), activate(self._live, self._settings)
        own = places(self._stack, following(active))
        make(self._stack, own)
        is_switched = False
        try:
            rebuilt = open_engine(own.database)
            migrate(rebuilt, "services.analyzer")
            report = self._count(own, active, rebuilt)
            report.why_not = _why_not(report, only_compare, even_if_incomplete)
            if report.why_not is None:
                report.replaced = self._switch(own, active, rebuilt)
                report.is_switched = is_switched = True
            rebuilt.dispose()
        finally:
            clear(self._stack, own, keep_state=is_switched)
            self._live.dispose()
        report.seconds = round(time.monotonic() - began, 1)
        return report

    def _count(self, own: Places, active: ActiveState, rebuilt: Engine) -> Report:
        """Run the second count until it has caught up, and compare."""
        begins = self._broker.begins(EVENTS)
        with running(own, self._log) as shadow:
            goal = self._catch_up(shadow, own.state.group_id)
            until = self._all_stored(shadow, own, active, rebuilt, goal)
            bounds = self._bounds(until, begins)
            self._say("Comparing ...")
            with reading(self._live) as before, reading(rebuilt) as after:
                compared = compare(before.connection(), after.connection(), bounds)
        return Report(
            own.state.generation,
            active.version,
            own.state.version,
            all(begin.offset == 0 for begin in begins.values()),
            sum(until.values()),
            0.0,
            compared,
            is_switched=False,
        )

    def _catch_up(self, shadow: Shadow, group: str) -> dict[int, int]:
        """Until nothing is left of what was there a moment ago: the log goes on while it is counted."""
        goal, said = self._broker.ends(EVENTS), 0.0
        while True:
            shadow.check()
            now = self._broker.counted(group, EVENTS)
            if offsets.reached(now, goal):
                return goal
            if time.monotonic() - said > SAY_SECONDS:
                said = time.monotonic()
                self._say(f"Counting anew: {offsets.missing(now, goal)} records left ...")
            time.sleep(LOOK_SECONDS)
            if offsets.missing(now, goal) < len(self._numbers):
                goal = self._broker.ends(EVENTS)

    def _all_stored(
        self, shadow: Shadow, own: Places, active: ActiveState, rebuilt: Engine, goal: dict[int, int]
    ) -> dict[int, int]:
        """Wait until both have counted as far, and both histories hold what was said until then."""
        self._wait(shadow, lambda: self._broker.counted(active.group_id, EVENTS), goal)
        for database, group, topic in (
            (self._live, self._settings.group, self._settings.metrics_topic),
            (rebuilt, own.state.group_id, own.outputs[topics.METRICS]),
        ):
            now = partial(offsets.stored, database, group, topic, self._numbers)
            self._wait(shadow, now, self._broker.ends(topic))
        return goal

    def _wait(self, shadow: Shadow, now: Callable[[], dict[int, int]], goal: dict[int, int]) -> None:
        while not offsets.reached(now(), goal):
            shadow.check()
            time.sleep(LOOK_SECONDS)

    def _bounds(self, until: dict[int, int], begins: dict[int, offsets.LogBegins]) -> Bounds:
        since = {number: begin.second for number, begin in begins.items() if begin.offset}
        further = cache(partial(further_of, self._live))
        return Bounds(lambda shop: partition_of(shop, self._stack.partitions), until, since, further)

    def _switch(self, own: Places, active: ActiveState, rebuilt: Engine) -> int:
        """The second count has stopped: what it knows takes the place of what was known."""
        self._say("Switching ...")
        metrics = own.outputs[topics.METRICS]
        known = offsets.stored(rebuilt, own.state.group_id, metrics, self._numbers)
        drain(self._stack, metrics, known, rebuilt)
        ends = self._broker.state_ends(EVENTS, own.state.state_topic)
        while not offsets.reached(self._broker.counted(active.group_id, EVENTS), ends):
            time.sleep(LOOK_SECONDS)
        replaced = take_over(self._live, rebuilt, self._bounds(ends, self._broker.begins(EVENTS)), own.state)
        self._await_live(own.state.group_id)
        return replaced

    def _await_live(self, group: str) -> None:
        """The running analyzer has noticed, and counts on with the new state."""
        self._say("Waiting for the analyzer to count on with it ...")
        goal, until = self._broker.ends(EVENTS), time.monotonic() + LIVE_SECONDS
        while not offsets.reached(self._broker.counted(group, EVENTS), goal):
            if time.monotonic() > until:
                self._say("It does not yet; it will when it is started the next time.")
                return
            time.sleep(LOOK_SECONDS)


def _why_not(report: Report, only_compare: bool, even_if_incomplete: bool) -> str | None:
    if only_compare:
        return "only a comparison was asked for"
    if not report.is_log_complete and not even_if_incomplete:
        return "retention has removed the beginning of the log: what lies before it would be forgotten"
    return None
