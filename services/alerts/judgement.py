"""Judges one rule for one scope and lets the incident take its step, inside the caller's transaction."""

import hashlib
from typing import Any

from sqlmodel import col, select

from services.alerts.judging.finding import Case, Finding, Says
from services.alerts.judging.judges import JUDGES
from services.alerts.judging.look import Row
from services.alerts.ledger import Ledger
from services.alerts.lifecycle import Alert, Back, Elapsed, Evidence, Inhibited, Judged, Silent, settle
from services.alerts.moments import optional_micros
from services.alerts.rules.pack import Rule
from services.alerts.scopes import key_of
from services.alerts.shopdesk import ShopDesk
from services.alerts.store import incidents
from services.alerts.store.shop_tables import JudgedRow, SnoozeRow
from services.alerts.store.tables import Incident
from services.alerts.store.upsert import upsert
from services.contracts.moments import micros, moment_of


class Judgement:
    """Judges for one shop."""

    def __init__(self, desk: ShopDesk, ledger: Ledger) -> None:
        """Transitions are written by `ledger`."""
        self.desk, self.ledger, self.session = desk, ledger, desk.session

    def judge(self, rule: Rule, scope: dict[str, str], row: Row | None) -> None:
        """By what has been heard, or (row None) because time has passed."""
        if (
            row is not None
            and row.is_final
            and not JUDGES[rule.judge].is_fed_by_stream
            and not self._is_new(rule, scope, row)
        ):
            return
        incident = self.desk.incidents.get(rule.id, key_of(scope))
        known = incidents.alert_of(incident) if incident else None
        if JUDGES[rule.judge].is_fed_by_stream and self._is_silenced(rule, incident, known):
            return
        case = Case(rule, scope, self.desk.look, self.desk.now, row, known)
        finding = JUDGES[rule.judge].judge(case)
        if finding is not None:
            self.apply(rule, scope, incident, finding)

    def apply(self, rule: Rule, scope: dict[str, str], incident: Incident | None, finding: Finding) -> None:
        """Lets the finding speak through another alert, or moves this one."""
        if self._joins(rule, incident, finding):
            return
        if incident is not None:
            incident.recheck_us = optional_micros(finding.recheck_at)
        evidence = finding.evidence or Elapsed()
        if incident is None and not _begins(evidence):
            return
        self.move(rule, scope, incident, evidence, finding.says, optional_micros(finding.recheck_at))

    def move(
        self,
        rule: Rule,
        scope: dict[str, str],
        incident: Incident | None,
        evidence: Evidence,
        says: Says | None = None,
        recheck_us: int | None = None,
    ) -> None:
        """One step of the lifecycle, with everything that follows from it."""
        alert = incidents.alert_of(incident) if incident else self._new(rule, scope)
        after, transitions = settle(alert, evidence, self.desk.now)
        if not after.is_open and after.opened_at is None:
            if incident is not None:
                self.desk.incidents.drop(incident)
            return
        if incident is None:
            incident = self._incident(rule, scope, after, says or Says())
            incident.recheck_us = recheck_us
        incidents.write(incident, after, says)
        self.desk.incidents.put(incident)
        for transition in transitions:
            self.ledger.record(self.desk, incident, after, transition, rule)

    def _is_new(self, rule: Rule, scope: dict[str, str], row: Row) -> bool:
        """Final windows are judged once per revision, and none that is older than the newest judged."""
        values = {
            "shop_id": self.desk.shop_id,
            "rule_id": rule.id,
            "scope_key": key_of(scope),
            "start_us": micros(row.start),
            "revision": row.revision,
        }
        return upsert(self.session, JudgedRow, values, when=_is_newer)

    def _is_silenced(self, rule: Rule, incident: Incident | None, known: Alert | None) -> bool:
        """While what feeds the rule is silent nothing opens or resolves; afterwards it goes on where it was."""
        is_closed = self.desk.is_gate_closed
        if incident is not None and known is not None:
            if is_closed:
                incident.recheck_us = micros(self.desk.now) + 5_000_000
                self.move(rule, known.scope, incident, Silent())
            elif known.state == "no_data":
                self.move(rule, known.scope, incident, Back())
        return is_closed

    def _joins(self, rule: Rule, incident: Incident | None, finding: Finding) -> bool:
        """True when nothing is left to do: the figures went to the alert that speaks for this one (promo_gate)."""
        if finding.joins is None:
            if incident is not None and incidents.alert_of(incident).inhibited_by is not None:
                self.move(rule, incidents.alert_of(incident).scope, incident, Inhibited(None))
            return False
        evidence = finding.evidence
        if isinstance(evidence, Judged) and evidence.verdict == "breach":
            speaker = self.session.get(Incident, finding.joins)
            if speaker is not None:
                incidents.join(speaker, rule.id, finding.says.evidence)
                self.session.add(speaker)
        if incident is None:
            return True
        alert = incidents.alert_of(incident)
        if not alert.is_said:
            self.desk.incidents.drop(incident)
            return True
        if alert.inhibited_by != finding.joins:
            self.move(rule, alert.scope, incident, Inhibited(finding.joins))
        return False

    def _new(self, rule: Rule, scope: dict[str, str]) -> Alert:
        name = "\x1f".join((self.desk.shop_id, rule.id, key_of(scope), self.desk.now.isoformat()))
        alert_id = f"al-{hashlib.blake2b(name.encode(), digest_size=10).hexdigest()}"
        asleep = self._asleep_until(rule, scope)
        return Alert(
            alert_id=alert_id,
            shop_id=self.desk.shop_id,
            rule_id=rule.id,
            scope=scope,
            snoozed_until=moment_of(asleep) if asleep else None,
        )

    def _asleep_until(self, rule: Rule, scope: dict[str, str]) -> int | None:
        """A page is never put to sleep by its rule."""
        if rule.route == "page":
            return None
        query = select(SnoozeRow).where(
            SnoozeRow.shop_id == self.desk.shop_id,
            SnoozeRow.rule_id == rule.id,
            col(SnoozeRow.until_us) > micros(self.desk.now),
        )
        mine = [row.until_us for row in self.session.exec(query) if row.scope_key in {None, key_of(scope)}]
        return max(mine, default=None)

    def _incident(self, rule: Rule, scope: dict[str, str], alert: Alert, says: Says) -> Incident:
        owner = self.ledger.owner(self.desk, rule)
        return Incident(
            alert_id=alert.alert_id,
            shop_id=self.desk.shop_id,
            rule_id=rule.id,
            scope_key=key_of(scope),
            state=alert.state,
            is_open=True,
            is_said=False,
            severity=alert.severity,
            route=alert.route,
            department=owner.department,
            person_id=owner.role.person_id if owner.role else None,
            role_id=owner.role.role_id if owner.role else None,
            is_no_lead=owner.is_no_lead,
            rule_revision=self.desk.pack.revision,
            body="",
            says=incidents.first_says(says),
        )


def _is_newer(old: Any, new: Any) -> Any:
    is_revision = (old.start_us == new.start_us) & (old.revision < new.revision)
    return (old.start_us < new.start_us) | is_revision


def _begins(evidence: Evidence) -> bool:
    """Only a breach begins an incident."""
    return isinstance(evidence, Judged) and evidence.verdict == "breach" and not evidence.is_old
