"""What is told of activities and tasks: facts by kind and key (machines `activity` and `task` of events.md E13)."""

from services.analyzer.entities.ledger import Ledger
from services.analyzer.moments import SECOND

OPENED, ENROLLED, PROGRESSED = "opened", "enrolled", "progressed"
ASSIGNED, DONE, CANCELLED = "assigned", "done", "cancelled"
PUBLISHED = "published"
STATUSES = (OPENED, ENROLLED, "rejected", "accepted", "live", "ended", "withdrawn")


class Activity(Ledger, gc=False):
    """A platform activity: that it can be joined, that the shop did, and how far it came."""

    def status(self, until: int) -> str | None:
        """The highest status reached before an epoch second; None when nothing was told by then."""
        told = [kind for kind in (OPENED, ENROLLED) if self.of(kind, until)]
        told += [fact.said["status"] for fact in self.of(PROGRESSED, until)]
        return max(told, key=STATUSES.index, default=None)

    def period(self) -> tuple[int, int] | None:
        """First second and end of the activity; None when they were not told."""
        opened = self.facts.get(f"{OPENED}:")
        return None if opened is None else (opened.said["starts"], opened.said["ends"])

    def is_joinable(self, at: int) -> bool:
        """Whether the shop may still enrol at a moment, and has not."""
        opened = self.facts.get(f"{OPENED}:")
        return opened is not None and self.status(at) == OPENED and opened.said["enrol_until"] > at

    def is_running(self, at: int) -> bool:
        """Whether the shop takes part at a moment: it is said to be live, or was accepted and has begun."""
        period, status = self.period(), self.status(at)
        if period is None or status not in ("accepted", "live"):
            return status == "live"
        return at < period[1] and (status == "live" or period[0] <= at)


class Task(Ledger, gc=False):
    """A task: to whom it was given, whether it was done or is no longer wanted."""

    def person(self) -> str | None:
        """Whose task it is, as far as anybody was named."""
        assigned = self.facts.get(f"{ASSIGNED}:")
        return None if assigned is None else assigned.said["person"]

    def is_overdue(self, at: int) -> bool:
        """Whether it is open and past its time at a moment."""
        assigned = self.facts.get(f"{ASSIGNED}:")
        if assigned is None or assigned.told.at >= at or assigned.said["due_us"] >= at * SECOND:
            return False
        return not self.of(DONE, at) and not self.of(CANCELLED, at)
