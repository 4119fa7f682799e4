"""The morning page's door: one call gives everything that `services.planner.web` prints."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from services.planner.sheet import (
    AlertLine, Cost, DataNote, DayLeft, Explanation, FactorLine, HourBar, ItemLine, KeyFigures, MonthDay,
    MorningView, Ratio, Share, SourceLine, Today, TreeNode, Verdict, Words,
)  # fmt: skip

__all__ = [
    "AlertLine", "Cost", "DataNote", "DayLeft", "Explanation", "FactorLine", "HourBar", "ItemLine", "KeyFigures",
    "MonthDay", "MorningView", "Ratio", "Share", "SourceLine", "Today", "TreeNode", "Verdict", "Words", "morning",
]  # fmt: skip


def morning(session: Session, shop_id: str, now: datetime) -> MorningView:
    """The page of `shop_id` at `now` (aware); a shop without a plan gives `verdict.state == "no_plan"`."""
    raise NotImplementedError
