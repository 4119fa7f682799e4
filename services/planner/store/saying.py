"""Says M12 rows once: what was said already with the same numbers is not said again; what changed gets a revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from services.contracts.metrics import metric_row_id
from services.planner.rows import Figure, row
from services.planner.store import outbox
from services.planner.store.tables import SaidFigure
from services.planner.store.writing import put


def say(session: Session, shop_id: str, figures: Iterable[Figure], now: datetime) -> int:
    """Queues the rows of `figures` that are new; the number queued."""
    named = {_name(figure): figure for figure in figures}
    known = _known(session, shop_id, list(named))
    rows, said = [], []
    for name, figure in named.items():
        last, told = known.get(name), _told(figure)
        if last is not None and last.figure == told:
            continue
        revision = 1 if last is None or not figure.is_final else last.revision + 1
        said.append(SaidFigure(shop_id=shop_id, row_id=name, figure=told, revision=revision))
        rows.append(row(shop_id, figure, revision, figure.span.end if figure.is_final else now))
    put(session, said)
    outbox.add(session, rows)
    return len(rows)


def _known(session: Session, shop_id: str, names: Sequence[str]) -> dict[str, SaidFigure]:
    query = select(SaidFigure).where(SaidFigure.shop_id == shop_id, col(SaidFigure.row_id).in_(names))
    return {each.row_id: each for each in session.exec(query)}


def _name(figure: Figure) -> str:
    scope = {**figure.scope, "plan_metric": figure.plan_metric}
    start = figure.span.start.isoformat()
    return metric_row_id(figure.metric, scope, figure.span.kind, start, 0, figure.is_final)


def _told(figure: Figure) -> str:
    numbers = (figure.numerator, figure.denominator, figure.null_reason, dict(figure.parts or {}))
    return msgspec.json.encode(numbers, order="deterministic").decode()
