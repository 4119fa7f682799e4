"""Takes messages under a lease, shows that their holder lives, and gives them back."""

import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Engine, func, update
from sqlmodel import Session, col, select

from services.alerts.delivery.due import FREE, WAITING, due
from services.alerts.delivery.gathering import gathered
from services.alerts.delivery.leases import Lease, Mark
from services.alerts.delivery.settings import WebhookSettings
from services.alerts.delivery.together import body_of, type_of
from services.alerts.delivery.vault import Vault
from services.alerts.store.tables import Delivery, Endpoint
from services.contracts.moments import micros
from services.runtime.clock import Clock
from services.runtime.store import reading, writing

SECOND = 1_000_000


class Claim(NamedTuple):
    """A message that is ours to send until the lease ends; `attempts` are those before this one."""

    seq: int
    lease_no: int
    endpoint_id: str
    url: str
    secrets: list[str]
    webhook_id: str
    type: str
    body: bytes
    attempts: int
    at_us: int
    due_us: int
    taken_at: float


class Claims:
    """Takes and keeps leases for one worker; safe to use from several threads."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, settings: WebhookSettings) -> None:
        """`held` are our leases, row by lease number."""
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._settings = settings
        self.held: dict[int, int] = {}

    def take(self, under_way: Mapping[str, int], lost: Collection[Lease]) -> list[Claim]:
        """Leases what is due and free, or left by a lost holder; `under_way` counts our tries by endpoint."""
        now_us = micros(self._clock.now())
        with reading(self._engine) as session:
            if not due(session, now_us, lost, 1):
                return []
        with writing(self._engine) as session:
            rows = due(session, now_us, lost, self._settings.at_once_each)
            chosen = self._chosen(rows, under_way)
            claims = [claim for row in chosen if (claim := self._lease(session, *row, now_us))]
        self.held |= {claim.seq: claim.lease_no for claim in claims}
        return claims

    def foreign(self) -> list[tuple[int, Mark]]:
        """The leases of other workers, living and gone."""
        query = select(Delivery.seq, Delivery.lease_no, Delivery.leased_until_us).where(
            Delivery.state == WAITING, col(Delivery.leased_until_us) > FREE
        )
        with reading(self._engine) as session:
            found = session.exec(query).all()
        return [(seq, (no, until)) for seq, no, until in found if seq is not None and seq not in self.held]

    def renew(self) -> None:
        """Shows the others that we live; a lease that was taken from us stays with its new holder."""
        until = micros(self._clock.now()) + int(self._settings.lease_seconds * SECOND)
        self._update_held(leased_until_us=max(until, FREE + 1))

    def release(self) -> None:
        """Gives back what we hold: whoever comes next need not wait."""
        self._update_held(leased_until_us=FREE)
        self.held.clear()

    def waiting(self) -> int:
        """Messages that have not arrived, of endpoints that there still are."""
        query = (
            select(func.count())
            .select_from(Delivery)
            .join(Endpoint, col(Endpoint.id) == col(Delivery.endpoint_id))
            .where(Delivery.state == WAITING, col(Endpoint.is_deleted).is_(False))
        )
        with reading(self._engine) as session:
            return session.exec(query).one()

    def _update_held(self, **values: int) -> None:
        held = list(self.held.items())
        if not held:
            return
        with writing(self._engine) as session:
            for seq, lease_no in held:
                session.connection().execute(_own(seq, lease_no).values(values))

    def _chosen(
        self, rows: Sequence[tuple[Delivery, Endpoint]], under_way: Mapping[str, int]
    ) -> list[tuple[Delivery, Endpoint]]:
        """One try at a time to an endpoint that fails, a few to one that answers; the oldest messages first."""
        busy = Counter(under_way)
        chosen: list[tuple[Delivery, Endpoint]] = []
        room = self._settings.at_once - busy.total()
        for row, endpoint in rows:
            most = self._settings.at_once_each if endpoint.failing_since_us is None else 1
            if len(chosen) < room and busy[endpoint.id] < most:
                busy[endpoint.id] += 1
                chosen.append((row, endpoint))
        return chosen

    def _lease(self, session: Session, row: Delivery, endpoint: Endpoint, now_us: int) -> Claim | None:
        """One conditional UPDATE says who got here first."""
        assert row.seq is not None
        lease_no, until = row.lease_no + 1, now_us + int(self._settings.lease_seconds * SECOND)
        taken = _own(row.seq, row.lease_no).values(lease_no=lease_no, leased_until_us=until)
        if session.connection().execute(taken).rowcount != 1:
            return None
        parts = gathered(session, row)
        return Claim(
            seq=row.seq,
            lease_no=lease_no,
            endpoint_id=endpoint.id,
            url=endpoint.url,
            secrets=self._vault.good(endpoint, self._clock),
            webhook_id=row.webhook_id,
            type=type_of(parts),
            body=body_of(parts),
            attempts=row.attempts,
            at_us=parts[0].at_us,
            due_us=max(row.next_us, row.created_us),
            taken_at=time.monotonic(),
        )


def _own(seq: int, lease_no: int) -> Any:
    """The row as long as nobody else has taken it."""
    return update(Delivery).where(
        col(Delivery.seq) == seq, col(Delivery.lease_no) == lease_no, col(Delivery.state) == WAITING
    )
