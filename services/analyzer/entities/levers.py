"""Levers that were moved, slots that were taken or left, and ranks that were observed (events.md E5, E8)."""

from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.entities.reports import ReportDay
from services.analyzer.moments import SECOND

CHANGED = "changed"


class Slots(Ledger, gc=False):
    """The slot changes of one item."""

    def forget(self, before: int) -> None:
        """Drop what is out of reach, but for the last change: a slot is held until it is left."""
        last = max(self.facts.items(), key=lambda entry: entry[1].order, default=None)
        super().forget(before)
        if last is not None and (self.facts or last[1].said["occupied"]):
            self.facts[last[0]] = last[1]

    def before(self, end: int) -> Fact | None:
        """The last change before an epoch second."""
        told = (fact for fact in self.facts.values() if fact.told.time_us < end * SECOND)
        return max(told, key=lambda fact: fact.order, default=None)


class Ranks(ReportDay, gc=False):
    """The observed ranks of one item under one keyword; the day is a dimension, `position` is missing if not found."""

    def forget(self, before: int) -> None:
        """Drop each observation that both speaks of and came in a time before an epoch second."""
        us = before * SECOND
        self.rows = {
            key: row for key, row in self.rows.items() if row.told.arrived >= before or row.as_of_us >= us
        }
