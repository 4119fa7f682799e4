"""What time alone changes, every second: incidents that are due, silence, and the rules that are judged by the hour."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec
from sqlalchemy import Engine, or_
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session, col, select

from services.alerts.judgement import Judgement
from services.alerts.judging.judges import JUDGES
from services.alerts.judging.look import Row, is_alive
from services.alerts.ledger import Ledger
from services.alerts.lifecycle import Elapsed
from services.alerts.rules.pack import Rule
from services.alerts.scopes import key_of, whole
from services.alerts.shopdesk import ShopDesk
from services.alerts.store import incidents
from services.alerts.store.shop_tables import HeardRow, RowRow
from services.alerts.store.tables import Incident
from services.alerts.taking import ring_after_commit
from services.contracts.moments import micros
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.health import Health
from services.runtime.store import reading, writing

EVERY_SECONDS = 1.0
AT_ONCE = 200
SHORTEST_SILENCE = timedelta(seconds=60)
SEEN = timedelta(days=7)
A_DAY = timedelta(
    hours=34
)  # a report that is complete up to less than this is not late whatever the pack says
TIMERS = "timers"
JUDGED_AT_MINUTE = 5
_row = msgspec.json.Decoder(Row)
log = logs.get(__name__)


class Clockwork:
    """Turns once a second; each incident that is due is one transaction, so that one of them can not hold up others."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        listening_since: Callable[[], datetime],
        bell: Callable[[], None],
        health: Health,
    ) -> None:
        """Several processes may turn at once: rows are locked, and a place can be taken only once."""
        self._engine, self._clock, self._bell, self._health = engine, clock, bell, health
        self._listening_since = listening_since
        self._hour: str | None = None

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            self._health.waiting(TIMERS, True)
            try:
                await asyncio.to_thread(self.turn)
            except (OperationalError, InterfaceError) as error:
                log.warning("database_away", error=str(error.orig))
            self._health.beat(TIMERS)
            self._health.waiting(TIMERS, False)

    def turn(self) -> None:
        """Everything that is due by now."""
        now = self._clock.now()
        with reading(self._engine) as session:
            due = incidents.due_ids(session, now, AT_ONCE)
            silent = self._silent(session, now)
            hourly = self._hourly(session, now)
        for shop_id, family, name in silent:
            self._in_transaction(shop_id, partial(_judge_silence, family=family, name=name))
        for alert_id in due:
            self._look_at(alert_id)
        for shop_id, scope_key in hourly:
            self._in_transaction(shop_id, partial(_judge_hourly, scope_key=scope_key))

    def _silent(self, session: Session, now: datetime) -> list[tuple[str, str, str]]:
        """Who was not heard for a while and may have to be said to be silent."""
        if now - self._listening_since() < SHORTEST_SILENCE:
            return []
        query = select(HeardRow.shop_id, HeardRow.family, HeardRow.name).where(
            col(HeardRow.latest_us) < micros(now - SHORTEST_SILENCE),
            col(HeardRow.latest_us) > micros(now - SEEN),
            or_(~col(HeardRow.family).endswith(".reported"), col(HeardRow.latest_us) < micros(now - A_DAY)),
        )
        open_ones = set(
            session.exec(
                select(Incident.shop_id, Incident.scope_key).where(
                    Incident.rule_id == "source_silent", Incident.is_open
                )
            ).all()
        )
        return [
            found for found in session.exec(query).all() if (found[0], _scope_key(*found)) not in open_ones
        ]

    def _hourly(self, session: Session, now: datetime) -> list[tuple[str, str]]:
        """At :05 of each hour, once: shops with a live figure against their plan."""
        hour = now.strftime("%Y-%m-%dT%H")
        if hour == self._hour or now.minute < JUDGED_AT_MINUTE:
            return []
        self._hour = hour
        query = select(RowRow.shop_id, RowRow.scope_key).where(
            RowRow.metric == "attainment", RowRow.kind == "live"
        )
        return list(session.exec(query).all())

    def _look_at(self, alert_id: str) -> None:
        with writing(self._engine) as session:
            query = select(Incident).where(Incident.alert_id == alert_id, Incident.is_open)
            incident = session.exec(query.with_for_update(skip_locked=True)).one_or_none()
            if incident is None:
                return
            desk = ShopDesk(session, incident.shop_id, self._clock.now(), self._listening_since())
            ledger = Ledger()
            _look_again(Judgement(desk, ledger), incident)
            ring_after_commit(session, ledger, self._bell)

    def _in_transaction(self, shop_id: str, judge: Callable[[Judgement], None]) -> None:
        with writing(self._engine) as session:
            desk = ShopDesk(session, shop_id, self._clock.now(), self._listening_since())
            ledger = Ledger()
            judge(Judgement(desk, ledger))
            ring_after_commit(session, ledger, self._bell)


def _look_again(judgement: Judgement, incident: Incident) -> None:
    """Judged again where its judgement asked for it, then whatever its own timers bring."""
    desk, scope = judgement.desk, incidents.alert_of(incident).scope
    rule = desk.pack.rules.get(incident.rule_id)
    if rule is None:
        incident.due_us = None
        desk.session.add(incident)
        return
    if incident.recheck_us is not None and incident.recheck_us <= micros(desk.now):
        incident.recheck_us = None
        judgement.judge(rule, scope, None)
    again = desk.incidents.get(rule.id, incident.scope_key)
    if again is not None and again.alert_id == incident.alert_id:
        _elapse(judgement, rule, again)


def _elapse(judgement: Judgement, rule: Rule, incident: Incident) -> None:
    desk = judgement.desk
    alive = not JUDGES[rule.judge].is_fed_by_stream or is_alive(desk.look, desk.now)
    judgement.move(rule, incidents.alert_of(incident).scope, incident, Elapsed(alive))
    if incident.is_open and incident.due_us is not None and incident.due_us <= micros(desk.now):
        incident.due_us = micros(
            desk.now + timedelta(seconds=2)
        )  # waits for data: look again soon, not at once
        desk.session.add(incident)


def _judge_silence(judgement: Judgement, family: str, name: str) -> None:
    rule = judgement.desk.rule("source_silent")
    if rule is not None:
        judgement.judge(rule, _silence_scope(judgement.desk.shop_id, family, name), None)
        judgement.desk.forget()
        _silence_others(judgement)


def _silence_others(judgement: Judgement) -> None:
    """Once a silence is said, what it feeds is no_data."""
    if not judgement.desk.is_gate_closed:
        return
    for incident in judgement.desk.incidents.all():
        rule = judgement.desk.pack.rules.get(incident.rule_id)
        if rule is not None and JUDGES[rule.judge].is_fed_by_stream:
            judgement.judge(rule, incidents.alert_of(incident).scope, None)


def _judge_hourly(judgement: Judgement, scope_key: str) -> None:
    rule = judgement.desk.rule("day_target_behind")
    found = judgement.session.get(RowRow, (judgement.desk.shop_id, "attainment", "live", scope_key))
    if rule is None or found is None:
        return
    row = _row.decode(found.body)
    if row.said_at > judgement.desk.now - timedelta(hours=1):
        judgement.judge(rule, row.scope, row)


def _silence_scope(shop_id: str, family: str, name: str) -> dict[str, str]:
    return whole(shop_id, {"producer": name} if family == "producer" else {"family": family})


def _scope_key(shop_id: str, family: str, name: str) -> str:
    return key_of(_silence_scope(shop_id, family, name))
