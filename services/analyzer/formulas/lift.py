"""What a change of an item's page did to its conversion (metrics.md M3)."""

from collections.abc import Iterable, Iterator

from services.analyzer.deltas import Scope, scope
from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.entities.levers import CHANGED
from services.analyzer.formulas.formula import Formula, daily
from services.analyzer.known import Known
from services.analyzer.standing import Standing
from services.analyzer.values import Value, missing, ratio
from services.analyzer.views import View

PAGE_CHANGED = "page.changed"
SIDE = 7  # days before and after the day of the change
LEAST_VISITORS = 200  # item visitors on each side (P)


def page_change_lift(view: View) -> Value:
    """Conversion of the window's days over that of the days before the change day, less 1; each from sums of days."""
    if view.scope not in changed_before(view.known, view.start, view.end):
        return missing("no_data")  # the change was told otherwise since
    after, before = view.rolling(SIDE), view.rolling(SIDE, lag=SIDE + 1)
    seen, seen_before = daily(after, "item_viewers"), daily(before, "item_viewers")
    beside = {"visitors_before": seen_before, "visitors_after": seen}
    if min(seen, seen_before) < LEAST_VISITORS:
        return missing("min_samples", **beside)
    bought, bought_before = daily(after, "buyers"), daily(before, "buyers")
    gain = bought * seen_before - bought_before * seen
    return ratio(gain, bought_before * seen)._replace(beside=beside)


def changed_before(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The items whose page was changed on the day before the window."""
    day = known.calendar.day(start - 1).spans["d"]
    return {
        scope(item_id=fact.said["item"])
        for name, change in known.all("change").items()
        if name.startswith(f"{PAGE_CHANGED}:")
        for fact in page_changes(change)
        if day.start <= fact.told.at < day.end
    }


def page_changes(change: Ledger | None) -> Iterator[Fact]:
    """What is told of a page change, if it was the page of an item."""
    return (fact for fact in ([] if change is None else change.of_kind(CHANGED)) if fact.said["item"])


FORMULAS: dict[str, Formula] = {"page_change_lift": Formula("lift", (), page_change_lift)}
STANDING = (Standing("lift", (f"r{SIDE}",), changed_before, frozenset({("item_id",)}), reach=2 * SIDE),)
