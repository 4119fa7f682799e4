"""A small service for the inbox tests: notes every record in SQL, so that losses and repeats can be counted."""

import sys

import sqlalchemy as sa
from sqlmodel import Session

from services.contracts.topics import EVENTS, FACTS
from services.runtime import logs
from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.kafka.consuming import consume
from services.runtime.kafka.inbox import Inbox, InboxRecord
from services.runtime.kafka.stream import STREAM, report_assignment, stream_app, watch
from services.runtime.serve import run
from services.runtime.settings import ServiceSettings, Stack
from services.runtime.store import open_engine

metadata = sa.MetaData()
SEEN = sa.Table(
    "seen",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("topic", sa.String),
    sa.Column("partition", sa.Integer),
    sa.Column("offset", sa.BigInteger),
    sa.Column("value", sa.String),
)


def note(session: Session, records: list[InboxRecord]) -> None:
    rows = [
        {
            "topic": each.topic,
            "partition": each.partition,
            "offset": each.offset,
            "value": each.value.decode(),
        }
        for each in records
    ]
    session.connection().execute(SEEN.insert(), rows)


def main(group: str, database_url: str, port: str) -> None:
    stack = Stack()
    logs.configure(group, stack)
    engine = open_engine(database_url)
    health = Health(STREAM)
    worker = stream_app(group, stack)
    report_assignment(worker, health)
    watch(worker, health)
    consume(worker, [EVENTS, FACTS], Inbox(engine, group), note, health)
    run(create_app(group, group, health), ServiceSettings(port=int(port)), worker)


if __name__ == "__main__":
    main(*sys.argv[1:])
