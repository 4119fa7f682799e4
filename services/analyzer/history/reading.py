"""Answers questions about the history: one row per window and scope, the final one where there is one."""

from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, func, or_, select, tuple_

from services.analyzer.history.question import Place, Question, State
from services.analyzer.history.store import ROWS


class Found(NamedTuple):
    """One row of an answer, as it lies in the history."""

    metric: str
    window_kind: str
    start: int
    scope: str
    revision: int
    is_final: bool
    figures: str
    from_offset: int | None = None
    to_offset: int | None = None

    @property
    def place(self) -> Place:
        """Where this row stands in the order of an answer."""
        return Place(self.metric, self.start, self.scope, self.revision)


_encode = msgspec.json.Encoder().encode
_ORDER = (ROWS.c.metric, ROWS.c.start, ROWS.c.scope, ROWS.c.revision)
_WINDOW = ("shop_id", "metric", "window_kind", "scope_keys", "start", "scope")


def find(connection: Connection, question: Question) -> list[Found]:
    """The rows asked for, in the order metric, start, scope, revision; at most `limit`."""
    return [Found._make(row) for row in connection.execute(_query(connection, question))]


def _query(connection: Connection, question: Question) -> Select[tuple[object, ...]]:
    wanted = [
        ROWS.c.shop_id == question.shop_id,
        ROWS.c.metric.in_(question.metrics),
        ROWS.c.window_kind == question.window_kind,
        ROWS.c.scope_keys.in_(question.scope_keys),
        *_between(question),
        *_narrowed(connection, question),
        *_in_state(ROWS, question.state),
    ]
    if not question.is_every_revision:
        wanted.append(~_is_beaten(question.state))
    if question.after is not None:
        wanted.append(tuple_(*_ORDER) > tuple_(*question.after))
    columns = [ROWS.c[name] for name in Found._fields]
    return select(*columns).where(*wanted).order_by(*_ORDER).limit(question.limit)


def _between(question: Question) -> list[ColumnElement[bool]]:
    bounds = []
    if question.start is not None:
        bounds.append(ROWS.c.start >= question.start)
    if question.end is not None:
        bounds.append(ROWS.c.start < question.end)
    return bounds


def _narrowed(connection: Connection, question: Question) -> list[ColumnElement[bool]]:
    """Scopes are canonical JSON, so a member is found as text: no value can hold an unescaped quote."""
    position = func.strpos if connection.dialect.name == "postgresql" else func.instr
    return [
        or_(*(position(ROWS.c.scope, member(name, value)) > 0 for value in values))
        for name, values in question.narrowed.items()
    ]


def member(name: str, value: str) -> str:
    """A scope member as canonical JSON writes it."""
    return f"{_encode(name).decode()}:{_encode(value).decode()}"


def _in_state(rows: FromClause, state: State) -> list[ColumnElement[bool]]:
    if state in {State.FINAL, State.CURRENT}:
        return [rows.c.is_final.is_(state == State.FINAL)]
    return []


def _is_beaten(state: State) -> ColumnElement[bool]:
    """Whether the same window has a better word: a final one before a current one, then the higher revision."""
    other = ROWS.alias("other")
    same = [other.c[name] == ROWS.c[name] for name in _WINDOW]
    better = or_(
        and_(other.c.is_final, ~ROWS.c.is_final),
        and_(other.c.is_final == ROWS.c.is_final, other.c.revision > ROWS.c.revision),
    )
    return exists().where(*same, better, *_in_state(other, state))
