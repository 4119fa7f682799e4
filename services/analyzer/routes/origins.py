"""From the query string of GET .../metrics/lineage to the one row that is meant, every mistake by its parameter."""

from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from services.analyzer.errors import NoSuchRow, WrongParameter
from services.analyzer.history.question import Question, State
from services.analyzer.history.reading import Found, find
from services.analyzer.routes.asking import metrics, window_kind
from services.analyzer.routes.scopes import PLAN, key_sets, narrowing
from services.analyzer.routes.times import moment
from services.runtime.store import reading

PARAMETERS = ("metric", "window", "start", "revision", "next", "limit")
MOST_REVISIONS = 1_000


class Asked(NamedTuple):
    """The parameters with a meaning of their own, as they came."""

    metric: str | None
    window: str | None
    start: str | None
    revision: int | None


def question(shop_id: str, zone: ZoneInfo, asked: Asked, query: Iterable[tuple[str, str]]) -> Question:
    """The rows of one window and scope, all revisions where one is named.

    Raises:
        WrongParameter: naming the first one that is wrong.
    """
    narrowed = narrowing(query, PARAMETERS)
    for name, values in narrowed.items():
        if len(values) > 1:
            raise WrongParameter(name, "a row has one value of it")
    start = moment("start", asked.start, zone)
    if start is None:
        raise WrongParameter("start", "name the start of the row's window, as the row says it")
    names = metrics(asked.metric)
    if len(names) > 1:
        raise WrongParameter("metric", "name one metric")
    kind = window_kind(asked.window)
    every = asked.revision is not None
    keys = key_sets((), narrowed)
    return Question(
        shop_id, names, kind, start, start + 1, keys, narrowed, State.NEWEST, every, None, MOST_REVISIONS
    )


def row_of(history: Engine, wanted: Question, revision: int | None) -> Found:
    """The one row that is meant.

    Raises:
        NoSuchRow: there is none.
        WrongParameter: there are several, one for each `plan_metric`.
    """
    with reading(history) as session:
        found = find(session.connection(), wanted)
    meant = [row for row in found if revision in {None, row.revision}]
    if not meant:
        has = f"; there are revisions {', '.join(str(row.revision) for row in found)}" if found else ""
        field = "revision" if found else "start"
        raise NoSuchRow(f"{field}: there is no such row of {wanted.metrics[0]}{has}", field)
    if len(meant) > 1:
        raise WrongParameter(PLAN, "there is a row for each; name one")
    return meant[0]
