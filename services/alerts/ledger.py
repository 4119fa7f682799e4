"""Writes a transition, its message and its deliveries, in the transaction that holds what they follow from."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from services.alerts import saying
from services.alerts.lifecycle import Alert, Transition
from services.alerts.routing import recipients, timing
from services.alerts.routing.roles import Owner, Role, owner
from services.alerts.rules.pack import Rule
from services.alerts.saying import Told
from services.alerts.shopdesk import ShopDesk
from services.alerts.store import endpoints, incidents
from services.alerts.store.tables import Delivery, Endpoint, Incident, Message, TransitionRow
from services.alerts.telemetry import transitions_total
from services.contracts.moments import micros, moment_of

SUBJECTS = ("promo_id", "item_id")


class Ledger:
    """`has_written` tells whether the outbox and the deliverer have something to do."""

    def __init__(self) -> None:
        """For one transaction."""
        self.has_written = False

    def owner(self, desk: ShopDesk, rule: Rule) -> Owner:
        return owner(rule.owner, desk.roles)

    def record(
        self, desk: ShopDesk, incident: Incident, alert: Alert, transition: Transition, rule: Rule
    ) -> None:
        """The transition row is the outbox of the stream; the deliveries are the outbox of the webhooks."""
        told = self._told(desk, incident, alert, transition, rule)
        name, row_id = saying.name_of(transition), saying.transition_id(alert.alert_id, transition.number)
        desk.session.add(
            TransitionRow(
                transition_id=row_id,
                alert_id=alert.alert_id,
                shop_id=alert.shop_id,
                type=name,
                reason=transition.reason,
                level=transition.level,
                at_us=micros(transition.at),
                is_quiet=transition.is_quiet,
                event=saying.event_of(told).decode(),
            )
        )
        self.has_written = True
        transitions_total.of(name, rule.id, alert.severity).inc()
        if not transition.is_quiet:
            self._tell(desk, told, name, row_id)

    def announce(
        self, desk: ShopDesk, message_id: str, name: str, body: bytes, department: str | None
    ) -> None:
        """A task or a report, to the endpoints of its shop, a task also to its department's lead."""
        session, now_us = desk.session, micros(desk.now)
        if session.get(Message, message_id) is not None:
            return
        message = Message(
            message_id=message_id, shop_id=desk.shop_id, type=name, at_us=now_us, body=body.decode()
        )
        session.add(message)
        for endpoint in endpoints.of_shop(session, desk.shop_id):
            if endpoints.filters_of(endpoint).wants(types=name, departments=department):
                self._deliver(session, message_id, endpoint, None, now_us, now_us)
        role = owner(department, desk.roles).role if department else None
        contact = endpoints.of_role(session, desk.shop_id, role.role_id) if role else None
        if contact is not None:
            self._deliver(session, message_id, contact, None, now_us, now_us)
        self.has_written = True

    def _told(
        self, desk: ShopDesk, incident: Incident, alert: Alert, transition: Transition, rule: Rule
    ) -> Told:
        role = recipients.step_role(transition, rule, desk.roles)
        return Told(
            alert=alert,
            transition=transition,
            rule=rule,
            rule_revision=incident.rule_revision,
            says=incidents.says_of(incident),
            owner=self.owner(desk, rule),
            joined=incidents.joined_of(incident),
            department=recipients.step_department(transition, rule, desk.roles),
            person_id=role.person_id if role else None,
        )

    def _tell(self, desk: ShopDesk, told: Told, name: str, message_id: str) -> None:
        session, alert, now_us = desk.session, told.alert, micros(desk.now)
        receivers = self._receivers(desk, told, name)
        if not receivers:
            return
        session.add(
            Message(
                message_id=message_id,
                shop_id=alert.shop_id,
                type=name,
                alert_id=alert.alert_id,
                at_us=micros(told.transition.at),
                body=saying.body_of(told).decode(),
            )
        )
        for endpoint, when in receivers:
            release = micros(when.at) if when else now_us
            self._deliver(
                session, message_id, endpoint, alert.alert_id, now_us, release, when.group if when else ""
            )

    def _receivers(
        self, desk: ShopDesk, told: Told, name: str
    ) -> Sequence[tuple[Endpoint, timing.When | None]]:
        """Endpoints get everything they did not filter out, at once; roles what routing gives them, in time."""
        if told.transition.kind == "resolved":
            return [(endpoint, None) for endpoint in self._got_opening(desk.session, told)]
        everybody: list[tuple[Endpoint, timing.When | None]] = [
            (endpoint, None)
            for endpoint in endpoints.of_shop(desk.session, told.alert.shop_id)
            if endpoints.filters_of(endpoint).wants(
                types=name,
                rules=told.rule.id,
                severities=told.alert.severity,
                departments=told.owner.department,
                routes=told.alert.route,
            )
        ]
        says = told.says
        for role in recipients.told_roles(told.alert, told.transition, told.rule, desk.roles, says.also_to):
            endpoint = endpoints.of_role(desk.session, told.alert.shop_id, role.role_id) if role.url else None
            when = self._when(desk, told, role, endpoint) if endpoint else None
            if endpoint is not None and when is not None:
                everybody.append((endpoint, when))
        return everybody

    def _got_opening(self, session: Session, told: Told) -> list[Endpoint]:
        """Who got any message of this incident hears its end, also when it was acknowledged, snoozed or inhibited."""
        query = select(Delivery.endpoint_id).where(Delivery.alert_id == told.alert.alert_id).distinct()
        ids = session.exec(query).all()
        return [found for each in ids if (found := session.get(Endpoint, each)) and not found.is_deleted]

    def _when(self, desk: ShopDesk, told: Told, role: Role, endpoint: Endpoint) -> timing.When | None:
        """When the role is told; None when its department has had its notices of the day."""
        profile = desk.look.profile(desk.now)
        if told.transition.kind == "escalated":
            return timing.When(desk.now)
        if told.alert.route == "page":
            scope = told.alert.scope
            subject = next((f"{told.rule.id}:{scope[key]}" for key in SUBJECTS if key in scope), told.rule.id)
            return timing.page(desk.now, self._earlier(desk, told, endpoint), subject)
        if self._notices_today(desk, endpoint) >= profile.notices_per_day:
            return None
        return timing.notice(desk.now, profile, told.owner.department, told.rule.group)

    def _earlier(self, desk: ShopDesk, told: Told, endpoint: Endpoint) -> Sequence[datetime]:
        """Openings of the same rule and promo or item that this contact was told of lately."""
        since = micros(desk.now - timing.STORM_WINDOW)
        query = (
            select(Delivery.created_us, Incident.scope_key)
            .join(Message, col(Message.message_id) == col(Delivery.message_id))
            .join(Incident, col(Incident.alert_id) == col(Delivery.alert_id))
            .where(Delivery.endpoint_id == endpoint.id, Message.type == "alert.opened")
            .where(Incident.rule_id == told.rule.id, Incident.shop_id == told.alert.shop_id)
            .where(col(Delivery.created_us) > since)
        )
        mine = next((told.alert.scope[key] for key in SUBJECTS if key in told.alert.scope), None)
        return [
            moment_of(created)
            for created, key in desk.session.exec(query)
            if mine is None or f'"{mine}"' in key
        ]

    def _notices_today(self, desk: ShopDesk, endpoint: Endpoint) -> int:
        zone = desk.look.profile(desk.now).zone
        midnight = desk.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        query = select(Delivery.seq).where(
            Delivery.endpoint_id == endpoint.id,
            col(Delivery.group_key).like("notice:%"),
            col(Delivery.created_us) >= micros(midnight),
        )
        return len(desk.session.exec(query).all())

    def _deliver(
        self,
        session: Session,
        message_id: str,
        endpoint: Endpoint,
        alert_id: str | None,
        now_us: int,
        release_us: int,
        group: str = "",
    ) -> None:
        session.add(
            Delivery(
                message_id=message_id,
                endpoint_id=endpoint.id,
                alert_id=alert_id,
                webhook_id=webhook_id(message_id, endpoint.id),
                next_us=release_us,
                created_us=now_us,
                group_key=group or None,
            )
        )


def webhook_id(message_id: str, endpoint_id: str) -> str:
    """The same for every attempt, another for every endpoint."""
    name = f"{message_id}\x00{endpoint_id}".encode()
    return f"msg_{hashlib.blake2b(name, digest_size=12).hexdigest()}"
