"""Writes down what became of a try, unless the lease was lost; switches off endpoints that only fail."""

import random
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, update
from sqlmodel import Session, col

from services.alerts.delivery.answer import Answer
from services.alerts.delivery.claims import SECOND, Claim
from services.alerts.delivery.due import DELIVERED, FREE, GIVEN_UP, WAITING
from services.alerts.delivery.schedule import Next, is_hopeless, judge
from services.alerts.delivery.settings import WebhookSettings
from services.alerts.delivery.telemetry import disabled_total
from services.alerts.store.tables import Delivery, Endpoint
from services.contracts.moments import micros, moment_of
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.store import writing

OnSwitched = Callable[[Session, Endpoint], None]
log = logs.get(__name__)


class _LeaseLost(Exception):
    """Somebody else holds the row; nothing of this transaction stays."""


class Results:
    """Records tries; safe to use from several threads."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        settings: WebhookSettings,
        on_disabled: OnSwitched,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`on_disabled` is called in the transaction that switches an endpoint off; its `disabled_reason` says why."""
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._on_disabled = on_disabled
        self._chance = chance

    def record(self, claim: Claim, answer: Answer) -> bool:
        """False when the lease was lost: then nothing is written at all, whatever the answer was."""
        now = self._clock.now()
        verdict = judge(answer, claim.attempts + 1, now, self._chance(), self._settings)
        try:
            with writing(self._engine) as session:
                endpoint = session.get_one(Endpoint, claim.endpoint_id, with_for_update=True)
                _write(session, claim, answer, verdict, micros(now))
                self._judge(session, endpoint, answer, now)
        except _LeaseLost:
            return False
        return True

    def _judge(self, session: Session, endpoint: Endpoint, answer: Answer, now: datetime) -> None:
        if answer.is_good:
            endpoint.last_success_us, endpoint.failing_since_us = micros(now), None
        else:
            endpoint.last_failure_us = micros(now)
            endpoint.failing_since_us = endpoint.failing_since_us or micros(now)
            self._disable(session, endpoint, answer, now)
        session.add(endpoint)

    def _disable(self, session: Session, endpoint: Endpoint, answer: Answer, now: datetime) -> None:
        since = None if endpoint.failing_since_us is None else moment_of(endpoint.failing_since_us)
        is_gone = answer.outcome == "gone"
        if endpoint.disabled_us is None and (is_gone or is_hopeless(since, now, self._settings)):
            endpoint.disabled_us = micros(now)
            endpoint.disabled_reason = "gone" if is_gone else "failing"
            session.add(endpoint)
            session.flush()
            self._tell(session, endpoint)

    def _tell(self, session: Session, endpoint: Endpoint) -> None:
        """The endpoint is off, whether or not that can be told."""
        disabled_total.of(endpoint.disabled_reason).inc()
        log.warning("endpoint_disabled", endpoint=endpoint.id, reason=endpoint.disabled_reason)
        try:
            with session.begin_nested():
                self._on_disabled(session, endpoint)
        except Exception:
            log.exception("endpoint_disabled_not_told", endpoint=endpoint.id)


def _write(session: Session, claim: Claim, answer: Answer, verdict: Next, now_us: int) -> None:
    """The row, and those that went with it in the same request."""
    state = {"delivered": DELIVERED, "given_up": GIVEN_UP}.get(verdict.outcome, WAITING)
    values = {
        "state": state,
        "attempts": claim.attempts + 1,
        "next_us": now_us + int(verdict.wait * SECOND),
        "leased_until_us": FREE,
        "delivered_us": now_us if state == DELIVERED else None,
        "last_status": answer.status,
        "last_error": answer.error,
    }
    own = update(Delivery).where(
        col(Delivery.seq) == claim.seq,
        col(Delivery.lease_no) == claim.lease_no,
        col(Delivery.state) == WAITING,
    )
    if session.connection().execute(own.values(values)).rowcount != 1:
        raise _LeaseLost
    others = update(Delivery).where(
        col(Delivery.endpoint_id) == claim.endpoint_id,
        col(Delivery.batch_id) == claim.webhook_id,
        col(Delivery.state) == WAITING,
        col(Delivery.seq) != claim.seq,
    )
    session.connection().execute(others.values(values))
