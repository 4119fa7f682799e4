"""What is over for long enough is deleted, and nothing that somebody still waits for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from services.alerts.housekeeping import Housekeeping
from services.alerts.store import forgetting
from services.alerts.store.tables import Delivery, Incident, Message, Note, TransitionRow
from services.contracts.moments import micros
from services.runtime.clock import SystemClock
from services.runtime.store import migrate

NOW = datetime(2026, 11, 20, tzinfo=UTC)
KEPT = timedelta(days=400)
OLD, YOUNG = NOW - timedelta(days=401), NOW - timedelta(days=399)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    migrate(engine, "services.alerts")
    with Session(engine) as session:
        yield session


def incident(
    session: Session,
    name: str,
    ended: datetime,
    *,
    is_open: bool = False,
    published: bool = True,
    state: str = "delivered",
) -> None:
    """An incident with a note, two transitions (the last one at `ended`), a message and its delivery."""
    said = {
        "severity": "high",
        "route": "page",
        "department": "OPS",
        "rule_revision": 1,
        "body": "{}",
        "says": "{}",
    }
    state_now = "firing" if is_open else "resolved"
    session.add(
        Incident(
            alert_id=name,
            shop_id="s1",
            rule_id="r",
            scope_key=name,
            state=state_now,
            is_open=is_open,
            is_said=True,
            **said,
        )
    )
    for number, at in enumerate((ended - timedelta(days=30), ended)):
        session.add(
            TransitionRow(
                transition_id=f"{name}-{number}",
                alert_id=name,
                shop_id="s1",
                type="alert.updated",
                reason="",
                at_us=micros(at),
                event="{}",
                published_us=micros(at) if published else None,
            )
        )
    session.add(Note(note_id=name, alert_id=name, at_us=micros(ended), kind="comment", person_id="p"))
    message(session, name, ended, name, state)
    session.commit()


def message(
    session: Session, name: str, at: datetime, alert_id: str | None, state: str = "delivered"
) -> None:
    moment = micros(at)
    session.add(Message(message_id=name, shop_id="s1", type="t", alert_id=alert_id, at_us=moment, body="{}"))
    session.add(
        Delivery(
            message_id=name,
            endpoint_id="e",
            alert_id=alert_id,
            webhook_id=name,
            state=state,
            next_us=moment,
            created_us=moment,
        )
    )
    session.commit()


def left(session: Session) -> dict[str, set[str]]:
    """What is still there, by table."""
    return {
        table.__tablename__: set(session.exec(select(column)).all())
        for table, column in (
            (Incident, Incident.alert_id),
            (TransitionRow, TransitionRow.alert_id),
            (Note, Note.alert_id),
            (Message, Message.message_id),
            (Delivery, Delivery.message_id),
        )
    }


def test_an_incident_goes_with_all_that_hangs_on_it_when_its_last_word_is_old(session: Session) -> None:
    incident(session, "old", OLD)
    incident(session, "young", YOUNG)
    assert forgetting.forget(session, NOW, KEPT) == 1
    assert set(map(frozenset, left(session).values())) == {frozenset({"young"})}


@pytest.mark.parametrize(
    "still_of_use",
    [{"is_open": True}, {"published": False}, {"state": "waiting"}],
    ids=["open", "unsaid", "undelivered"],
)
def test_what_somebody_waits_for_stays_however_old(session: Session, still_of_use: dict) -> None:
    incident(session, "old", OLD, **still_of_use)
    assert forgetting.forget(session, NOW, KEPT) == 0
    assert left(session)["alerts_incident"] == {"old"}


def test_old_tasks_and_reports_go_unless_they_are_still_to_be_delivered(session: Session) -> None:
    message(session, "report", OLD, None)
    message(session, "owed", OLD, None, "waiting")
    message(session, "new", YOUNG, None)
    forgetting.forget(session, NOW, KEPT)
    assert left(session)["alerts_message"] == left(session)["alerts_delivery"] == {"owed", "new"}


def test_a_great_deal_is_deleted_in_small_portions(
    engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for number in range(5):
        message(session, f"m{number}", OLD, None)
    session.close()
    assert Housekeeping(engine, SystemClock(), KEPT).tidy() == 5
