"""Puts lines into a history and asks it questions, as the worker and the API do."""

import msgspec
from sqlalchemy import Engine

from services.analyzer.history.lines import Figures, read_line
from services.analyzer.history.question import Question, State
from services.analyzer.history.reading import Found, find
from services.analyzer.history.store import Batch
from services.runtime.store import reading, writing

ANY_DAY = Question("s1", ("gmv",), "day", None, None, ("",), {}, State.NEWEST, False, None, 100)


def keep(history: Engine, *lines: bytes) -> None:
    """Write lines in one batch."""
    batch = Batch()
    for each in lines:
        batch.add(*read_line(each))
    with writing(history) as session:
        batch.write(session.connection())


def ask(history: Engine, question: Question = ANY_DAY) -> list[Found]:
    """The rows of an answer."""
    with reading(history) as session:
        return find(session.connection(), question)


def values(found: list[Found]) -> list[int | float | None]:
    """What the rows say."""
    return [msgspec.json.decode(each.figures, type=Figures).value for each in found]
