"""What a shop's plan stands on now, read from what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from services.planner import periods
from services.planner.cascade import Standing
from services.planner.settled import Settled
from services.planner.store import plans
from services.planner.store.tables import DayFigure

ONE_DAY = timedelta(days=1)


def standing(
    session: Session, shop_id: str, plan_metric: str, settled: Settled, today: date, now: datetime
) -> Standing:
    """Baselines, closed days, and the frozen targets that bind.

    A target binds when its day or the day before was lived. One that was frozen while past days were still being
    told is thought about again, so that it follows from what came, not from when it came.
    """
    closed = _closed(session, shop_id, plan_metric)
    frozen = plans.frozen(session, shop_id, plan_metric)
    return Standing(
        branches=plans.branches(session, shop_id, plan_metric),
        actuals={day: figure.value or 0 for day, figure in closed.items() if day <= today},
        frozen={period: target for period, target in frozen.items() if _binds(period, closed)},
        today=today,
        cap=settled.uplift_cap(now),
        carry_over_year=settled.carries_over_year(now),
    )


def _closed(session: Session, shop_id: str, plan_metric: str) -> dict[date, DayFigure]:
    query = select(DayFigure).where(
        DayFigure.shop_id == shop_id,
        DayFigure.metric == plan_metric,
        DayFigure.dimension == "",
        DayFigure.revision > 0,
    )
    return {figure.day: figure for figure in session.exec(query.order_by(col(DayFigure.day)))}


def _binds(period: str, closed: Mapping[date, DayFigure]) -> bool:
    first, last = periods.first_day(period), periods.last_day(period)
    return _was_lived(closed.get(first - ONE_DAY)) or _was_lived(closed.get(last))


def _was_lived(figure: DayFigure | None) -> bool:
    return figure is not None and figure.value is not None and not figure.is_history
