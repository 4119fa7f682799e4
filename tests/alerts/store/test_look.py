"""What a judgement sees of a shop is what was in force at the moment that it asks for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from services.alerts.lifecycle.evidence import OLD_NEWS
from services.alerts.store.look import SqlLook
from services.alerts.store.settings import remember
from services.contracts.registry import decode_line
from services.runtime.store import migrate

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    migrate(engine, "services.alerts")
    with Session(engine) as session:
        yield session


def configured(session: Session, since: datetime, revision: int, seconds: int) -> None:
    """Settings by which news is old after so many seconds."""
    data = {
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "effective_from": since.isoformat(),
        "revision": revision,
        "options": {"old_news_seconds": seconds},
    }
    event = {"specversion": "1.0", "id": f"{since}{revision}", "source": "/s1", "type": "shop.configured"}
    remember(
        session, decode_line(msgspec.json.encode({**event, "time": since, "shopid": "s1", "data": data}))
    )
    session.flush()


def hours(look: SqlLook, at: datetime) -> float:
    return look.profile(at).old_news / timedelta(hours=1)


def test_the_settings_of_a_shop_are_those_of_each_moment_that_is_asked_for(session: Session):
    configured(session, NOON, 1, 7200)
    configured(session, NOON + timedelta(hours=2), 1, 10_800)
    configured(session, NOON + timedelta(hours=2), 2, 14_400)
    look = SqlLook(session, "s1", NOON)
    moments = [NOON + timedelta(hours=number) for number in (-1, 0, 1, 2, 3)]
    assert [hours(look, at) for at in reversed(moments)] == [4, 4, 2, 2, 1]
    assert look.profile(moments[0]).old_news == OLD_NEWS


def test_settings_that_come_later_are_seen_once_what_was_read_is_forgotten(session: Session):
    look = SqlLook(session, "s1", NOON)
    assert hours(look, NOON) == 1
    configured(session, NOON, 1, 7200)
    assert hours(look, NOON) == 1
    look.forget()
    assert hours(look, NOON) == 2
