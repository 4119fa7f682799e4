"""Messages for a person that may go together: fixed at the first try, so that every try sends the same."""

from typing import Any

from sqlalchemy import and_, exists, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from services.alerts.delivery.due import WAITING
from services.alerts.delivery.together import Part
from services.alerts.store.tables import Delivery, Message


def gathered(session: Session, leader: Delivery) -> list[Part]:
    """The messages that go out as one with `leader`, by age: usually it alone."""
    if leader.group_key is not None and leader.batch_id is None:
        _gather(session, leader)
    alone = col(Delivery.seq) == leader.seq
    together = and_(
        col(Delivery.endpoint_id) == leader.endpoint_id, col(Delivery.batch_id) == leader.webhook_id
    )
    query = (
        select(Message)
        .join(Delivery, col(Delivery.message_id) == col(Message.message_id))
        .where(together if leader.group_key is not None else alone)
        .order_by(col(Delivery.seq))
    )
    return [Part(each.type, each.at_us, each.body) for each in session.exec(query)]


def _gather(session: Session, leader: Delivery) -> None:
    """Fixes who goes together, so that every try sends the same; who must wait for a message outside stays out."""
    outside: Any = aliased(Delivery)
    is_held_up = exists().where(
        outside.endpoint_id == leader.endpoint_id,
        outside.alert_id == col(Delivery.alert_id),
        outside.state == WAITING,
        outside.seq < col(Delivery.seq),
        outside.group_key.is_distinct_from(leader.group_key),
    )
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.endpoint_id) == leader.endpoint_id,
            col(Delivery.group_key) == leader.group_key,
            col(Delivery.state) == WAITING,
            col(Delivery.batch_id).is_(None),
            or_(col(Delivery.seq) == leader.seq, ~is_held_up),
        )
        .values(batch_id=leader.webhook_id)
        .execution_options(synchronize_session=False)
    )
