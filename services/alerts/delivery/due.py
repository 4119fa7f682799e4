"""Which messages may go out now: those that are due, free, and behind no other of their incident."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from services.alerts.delivery.leases import Lease
from services.alerts.store.tables import Delivery, Endpoint

WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"
FREE = 0


def due(
    session: Session, now_us: int, lost: Collection[Lease], each: int
) -> Sequence[tuple[Delivery, Endpoint]]:
    """What may go now: the first `each` of every endpoint, by age; what is leased, only while it is by a `lost` one."""
    place = func.row_number().over(partition_by=Delivery.endpoint_id, order_by=col(Delivery.seq))
    lease = tuple_(col(Delivery.seq), col(Delivery.lease_no), col(Delivery.leased_until_us))
    ranked = (
        select(Delivery.seq, place.label("place"))
        .join(Endpoint, col(Endpoint.id) == col(Delivery.endpoint_id))
        .where(
            Delivery.state == WAITING,
            col(Delivery.next_us) <= now_us,
            or_(col(Delivery.leased_until_us) == FREE, lease.in_(lost)),
            col(Endpoint.is_deleted).is_(False),
            col(Endpoint.disabled_us).is_(None),
            _leads_group(),
            ~_is_behind(),
        )
        .subquery()
    )
    query = (
        select(Delivery, Endpoint)
        .join(Endpoint, col(Endpoint.id) == col(Delivery.endpoint_id))
        .join(ranked, ranked.c.seq == Delivery.seq)
        .where(ranked.c.place <= each)
        .order_by(col(Delivery.seq))
    )
    return [(row, endpoint) for row, endpoint in session.exec(query)]


def _is_behind() -> ColumnElement[bool]:
    """Whether an earlier message must go first: of the same incident, or any while the endpoint catches up."""
    earlier: Any = aliased(Delivery)
    return exists().where(
        earlier.endpoint_id == col(Delivery.endpoint_id),
        earlier.state == WAITING,
        earlier.seq < col(Delivery.seq),
        or_(earlier.alert_id == col(Delivery.alert_id), col(Delivery.seq) <= col(Endpoint.in_order_until)),
        ~and_(col(Delivery.batch_id).is_not(None), earlier.batch_id.is_not_distinct_from(Delivery.batch_id)),
    )


def _leads_group() -> ColumnElement[bool]:
    """The first of a group speaks for it; once they go together, the one whose id they carry."""
    earlier: Any = aliased(Delivery)
    is_first = ~exists().where(
        earlier.endpoint_id == col(Delivery.endpoint_id),
        earlier.group_key == col(Delivery.group_key),
        earlier.state == WAITING,
        earlier.batch_id.is_(None),
        earlier.seq < col(Delivery.seq),
    )
    return or_(
        col(Delivery.group_key).is_(None),
        col(Delivery.batch_id) == col(Delivery.webhook_id),
        and_(col(Delivery.batch_id).is_(None), is_first),
    )
