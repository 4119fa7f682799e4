"""Plays a shop through the analyzer's and the alerts service's judgement in process: facts, rows, time, who is told.

play = Alerting("s1")
play.at("2026-11-20T09:58:00+08:00")
play.say("promo.published", ...)
play.pass_to("2026-11-20T10:11:00+08:00")
play.alert("below_floor_sale")["state"]                   # -> "recovering"
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Engine
from sqlmodel import col, select

from services.alerts.clockwork import Clockwork
from services.alerts.routes import showing
from services.alerts.store.tables import Delivery, Endpoint, Incident, Message, TransitionRow
from services.alerts.taking import Taking
from services.analyzer.engine.aggregator import SourceRecord
from services.contracts.topics import FACTS, METRICS, SETTINGS, destinations
from services.runtime.clock import ManualClock
from services.runtime.health import Health
from services.runtime.kafka.inbox import InboxRecord
from services.runtime.store import migrate, open_engine, reading, writing
from tests.stories.player import Player, Row, moment

DEPARTMENTS = ("OPS", "PRO", "DES", "CS", "CON", "BUY", "MGR")


class Alerting(Player):
    """One shop with one active lead per department, whose contacts are webhooks, and one endpoint."""

    def __init__(self, shop: str = "s1", engine: Engine | None = None, with_leads: bool = True) -> None:
        """An empty database in memory unless one is given."""
        super().__init__(shop)
        self.engine = engine or open_engine("sqlite://")
        migrate(self.engine, "services.alerts")
        self.clock = ManualClock(self.now)
        self._since = self.now
        self._with_leads = with_leads
        self._seen_finals = self._seen_currents = 0
        self.taking = Taking(self.clock, lambda: self._since, lambda: None, lambda: b"secret")
        self.clockwork = Clockwork(self.engine, self.clock, lambda: self._since, lambda: None, Health())
        self.kept: dict[str, Row] = {}
        self.add_endpoint("ep1")

    def at(self, when: str | datetime) -> "Alerting":
        super().at(when)
        self._since = self.now
        self.clock.set(self.now)
        if self._with_leads:
            self._with_leads = False
            for department in DEPARTMENTS:
                self.set_role(f"r_{department}", department, backup_role_id=f"b_{department}")
                self.set_role(f"b_{department}", department, is_lead=False)
        return self

    def jump_to(self, when: str | datetime) -> "Alerting":
        """On to a later moment; what lies between is not lived through, and silence begins to count anew."""
        self.at(when)
        self.tick()
        return self

    def set_role(self, role_id: str, department: str, *, is_lead: bool = True, **more: Any) -> None:
        said = {"role_id": role_id, "department": department, "person_id": f"p_{role_id}", "is_lead": is_lead}
        contact = {
            "contact_channel": "webhook",
            "webhook_url": f"https://hooks.example/{role_id}",
            "active": True,
        }
        moment_ = {"effective_from": "2026-01-01T00:00:00Z", "revision": 1}
        # Told long ago: a shop whose only sender speaks once would soon count as silent.
        self.say("org.role.set", envelope={"history": True}, **{**said, **contact, **moment_, **more})

    def add_endpoint(self, endpoint_id: str) -> None:
        with writing(self.engine) as session:
            session.add(
                Endpoint(
                    id=endpoint_id, kind="webhook", url="https://hooks.example", secret=b"s", created_us=0
                )
            )

    def tick(self) -> None:
        super().tick()
        self.clock.set(self.now)
        self._take_rows()
        self.clockwork.turn()

    def sleep_to(self, when: str | datetime, every: float = 1.0) -> "Alerting":
        """Time passes with nothing arriving at all, not even ticks: ingest is away."""
        end = moment(when)
        while self.now < end:
            self.now = min(end, self.now + timedelta(seconds=every))
            self.clock.set(self.now)
            self.clockwork.turn()
        return self

    def ticks(self, when: str | datetime, every: float = 2.0) -> "Alerting":
        """Time passes with ticks at a pace of one's own."""
        end = moment(when)
        while self.now < end:
            self.now = min(end, self.now + timedelta(seconds=every))
            self.tick()
        return self

    def hear_row(
        self, metric: str, value: float | None, window: Row, scope: Row | None = None, **more: Any
    ) -> None:
        """A metric row built by hand, as the analyzer or the planner would say it now."""
        parts = dict(more.pop("parts", {}))
        if window["kind"][0] == "r" and window["kind"][1].isdigit():
            parts["length"], window = window["kind"], {**window, "kind": "rolling"}
        usual = {"unit": "ratio", "basis": "stream", "is_final": False, "revision": 1}
        envelope = more.pop("envelope", {})
        data = {"metric": metric, "metric_zh": metric, "scope": {"shop_id": self.shop, **(scope or {})}}
        data |= {"window": window, "value": value, **usual, "parts": parts, **more}
        self._take(METRICS, [self.line("metric.rolled", data, **envelope)])

    def _feed(self, record: SourceRecord) -> None:
        super()._feed(record)
        if not record.is_tick:
            self._take_facts(record.value)
            self._take_rows()

    def _take_facts(self, value: bytes) -> None:
        facts = [
            line for line in value.split(b"\n") if FACTS in destinations(msgspec.json.decode(line)["type"])
        ]
        if facts:
            self._take(FACTS, facts)
            settings = [line for line in facts if SETTINGS in destinations(msgspec.json.decode(line)["type"])]
            if settings:
                self._take(SETTINGS, settings)

    def _take_rows(self) -> None:
        said, shown = self._said.lines, self._shown.lines
        new = said[self._seen_finals :] + shown[self._seen_currents :]
        self._seen_finals, self._seen_currents = len(said), len(shown)
        if new:
            self._take(METRICS, new)

    def _take(self, topic: str, lines: list[bytes]) -> None:
        self.clock.set(self.now)
        record = InboxRecord(topic, 0, 0, self.shop.encode(), b"\n".join(lines), self.now, {})
        with writing(self.engine) as session:
            self.taking.take(session, [record])

    def alerts(self, rule: str | None = None) -> list[Row]:
        """Alerts as the API shows them, in the order of opening, with their timeline."""
        with reading(self.engine) as session:
            query = select(Incident).where(Incident.is_said).order_by(col(Incident.opened_us))
            found = [row for row in session.exec(query).all() if rule in {None, row.rule_id}]
            return [
                {**showing.alert(session, row, self.now), "timeline": showing.timeline(session, row.alert_id)}
                for row in found
            ]

    def alert(self, rule: str) -> Row:
        """The only alert of a rule."""
        (found,) = self.alerts(rule)
        return found

    def pending(self) -> list[str]:
        """Rules with a breach that is not said yet."""
        with reading(self.engine) as session:
            return list(session.exec(select(Incident.rule_id).where(Incident.state == "pending")))

    def transitions(self, rule: str) -> list[tuple[str, str, datetime]]:
        """(type, reason, when) of a rule's alerts, in order."""
        with reading(self.engine) as session:
            query = select(TransitionRow, Incident).where(TransitionRow.alert_id == Incident.alert_id)
            rows = session.exec(query.order_by(col(TransitionRow.seq))).all()
            return [
                (row.type, row.reason, datetime.fromtimestamp(row.at_us / 1_000_000, self.now.tzinfo))
                for row, incident in rows
                if incident.rule_id == rule
            ]

    def told(self, endpoint_id: str = "ep1", rule: str | None = None) -> list[Row]:
        """The bodies that an endpoint is to get, in order; `role:s1:r_OPS` is the contact of a role."""
        return [each for each in self._told(endpoint_id) if rule in {None, each["data"].get("rule_id")}]

    def _told(self, endpoint_id: str) -> list[Row]:
        with reading(self.engine) as session:
            query = select(Message.body, Delivery.next_us).where(
                Message.message_id == Delivery.message_id, Delivery.endpoint_id == endpoint_id
            )
            rows = session.exec(query.order_by(col(Delivery.seq))).all()
            return [
                {
                    **msgspec.json.decode(body),
                    "release": datetime.fromtimestamp(next_us / 1e6, self.now.tzinfo),
                }
                for body, next_us in rows
            ]


def evidence(alert: Row, name: str) -> Any:
    """The value (or the words) of one piece of evidence."""
    found = {each["name"]: each for each in alert["evidence"]}
    each = found[name]
    return each["value"] if each.get("value") is not None else each.get("note")
