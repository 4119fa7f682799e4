"""`receiver_disabled`: a receiver that was switched off is itself an alert, told by the others (R14)."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

from sqlmodel import Session, col, func, select

from services.alerts.judgement import Judgement
from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, Says, judged
from services.alerts.ledger import Ledger
from services.alerts.lifecycle import Ended
from services.alerts.moments import optional_text
from services.alerts.scopes import key_of, whole
from services.alerts.shopdesk import ShopDesk
from services.alerts.store.endpoints import shops_of
from services.alerts.store.shop_tables import HeardRow
from services.alerts.store.tables import Delivery, Endpoint
from services.alerts.taking import ring_after_commit
from services.runtime.clock import Clock

RULE = "receiver_disabled"
SHOPS_AT_MOST = 50


class Receivers:
    """Called in the transaction that switches a receiver."""

    def __init__(
        self, clock: Clock, listening_since: Callable[[], datetime], bell: Callable[[], None]
    ) -> None:
        """`bell` is rung after the commit."""
        self._clock, self._listening_since, self._bell = clock, listening_since, bell

    def disabled(self, session: Session, endpoint: Endpoint) -> None:
        """Opens an incident in each shop that the receiver served."""
        for shop_id in self._shops(session, endpoint):
            self._judge(session, shop_id, endpoint, is_disabled=True)

    def enabled(self, session: Session, endpoint: Endpoint) -> None:
        """Switched on again, or deleted: the incident is over."""
        for shop_id in self._shops(session, endpoint):
            self._judge(session, shop_id, endpoint, is_disabled=False)

    def _judge(self, session: Session, shop_id: str, endpoint: Endpoint, is_disabled: bool) -> None:
        desk = ShopDesk(session, shop_id, self._clock.now(), self._listening_since())
        rule, ledger = desk.rule(RULE), Ledger()
        if rule is None:
            return
        scope = whole(shop_id, {"endpoint_id": endpoint.id})
        incident = desk.incidents.get(RULE, key_of(scope))
        if is_disabled:
            evidence = judged(
                Case(rule, scope, desk.look, desk.now), "breach", value=Fraction(1), distance=0.0
            )
            finding = Finding(evidence=evidence, says=_says(session, endpoint))
        else:
            finding = Finding(evidence=Ended("done"))
        Judgement(desk, ledger).apply(rule, scope, incident, finding)
        ring_after_commit(session, ledger, self._bell)

    def _shops(self, session: Session, endpoint: Endpoint) -> list[str]:
        """Those it names; a receiver of all shops belongs to each that was ever heard of."""
        named = shops_of(endpoint)
        if named is not None:
            return named
        return list(session.exec(select(HeardRow.shop_id).distinct().limit(SHOPS_AT_MOST)).all())


def _says(session: Session, endpoint: Endpoint) -> Says:
    query = select(func.count()).where(
        col(Delivery.endpoint_id) == endpoint.id, col(Delivery.state) == "waiting"
    )
    waiting = session.exec(query).one()
    return Says(
        evidence=facts.known(
            facts.named("receiver", "接收端", endpoint.id),
            facts.named("reason", "原因", endpoint.disabled_reason),
            facts.named("first_failure", "首次失败", optional_text(endpoint.failing_since_us)),
            facts.named("last_failure", "最近失败", optional_text(endpoint.last_failure_us)),
            facts.figure("messages_waiting", "待发消息", waiting, "count"),
        )
    )
