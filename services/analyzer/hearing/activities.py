"""Figures of an activity to date: said anew with every page view and sale that belongs to it."""

from typing import Any

from services.analyzer.deltas import scope
from services.analyzer.entities.facts import told
from services.analyzer.entities.work import Activity
from services.analyzer.panes import PaneKey
from services.analyzer.shop import Shop

FAMILY = "activity"


def belongs_to(shop: Shop, event: Any, activity_id: str | None) -> None:
    """A page view or a sale belongs to an activity: its figures of the day and to date change."""
    if activity_id:
        shop.stand(event, FAMILY, scope(activity_id=activity_id), told(event).at)
        say_to_date(shop, event, activity_id)


def say_to_date(shop: Shop, event: Any, activity_id: str) -> None:
    """The figures since the activity began, once it is known when that was."""
    activity: Activity | None = shop.get("activity", activity_id)
    period = None if activity is None else activity.period()
    if period is None:
        return
    key = PaneKey(FAMILY, "t", period[0], scope(activity_id=activity_id))
    shop.windows.touch(key, shop.windows.ensure(key, key.start), shop.arrival(event), shop.offset)
