"""Activities, content and tasks (metrics.md M11)."""

from collections import Counter
from collections.abc import Iterable, Iterator

from services.analyzer.deltas import SHOP, Scope, scope
from services.analyzer.formulas.formula import Formula, total
from services.analyzer.known import Known
from services.analyzer.panes import PaneKey
from services.analyzer.standing import Spoken, Standing, by_itself, only_shop
from services.analyzer.values import Value, amount, ratio
from services.analyzer.views import PaneView, View
from services.contracts.vocabulary import values

ACTIVITY = "activity"


def _now(view: View) -> int:
    """The end of the window, or, while it runs, the end of the present second."""
    return min(view.end, max(view.start, view.known.clock.watermark + 1))


def activities_joinable(view: View) -> Value:
    """Activities that the shop may still enrol in, with those that it takes part in beside them."""
    at, activities = _now(view), view.known.all(ACTIVITY).values()
    running = sum(activity.is_running(at) for activity in activities)
    return Value(sum(activity.is_joinable(at) for activity in activities), beside={"running": running})


def activity_visitors(view: View) -> Value:
    """Distinct visitors of the pages of an activity."""
    return amount(len(_members(view, "viewers")))


def activity_new_buyer_share(view: View) -> Value:
    """Of the identified buyers of an activity those who were new."""
    return ratio(len(_members(view, "activity_new")), len(_members(view, "activity_buyers")))


def _members(view: View, measure: str) -> set[str]:
    """Who was counted on the days of the window; to date: since the activity began."""
    found: set[str] = set()
    end = view.end if view.kind == "d" else max(view.start, view.known.clock.watermark) + 1
    for day in view.known.calendar.days_between(view.start, end):
        members = view.known.book.known(PaneKey("s", "d", day, view.scope), measure)
        found.update(members or ())
    return found


def with_visitors(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The activities that have figures in the window."""
    day = known.calendar.day(start).start
    return [here for here in known.book.windows.get(("s", "d", day), ()) if _is_activity(here)]


def _is_activity(here: Scope) -> bool:
    return len(here) == 1 and here[0][0] == "activity_id"


def content_posts(view: View) -> Value:
    """Pieces of content, and how many of them on each channel."""
    channels = {channel: view.count(f"posts:{channel}") for channel in values("content_channel")}
    return Value(view.count("posts"), beside={name: n for name, n in channels.items() if n} or None)


def say_overdue(view: PaneView) -> Iterator[Spoken]:
    """Open tasks past their time: of the shop, and of each person who has a task."""
    at, overdue = _now(view), Counter[Scope]()
    overdue[SHOP] = 0
    for task in view.known.all("task").values():
        person = task.person()
        for here in (SHOP, scope(person_id=person)) if person else (SHOP,):
            overdue[here] += task.is_overdue(at)
    for here, number in sorted(overdue.items()):
        name = f"tasks_overdue {here[0][1]}" if here else "tasks_overdue"
        yield Spoken(name, "tasks_overdue", here, amount(number))


def with_tasks(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The shop, when it was ever given a task."""
    return (SHOP,) if known.all("task") else ()


FORMULAS: dict[str, Formula] = {
    "activities_joinable": Formula("joinable", (), activities_joinable),
    "activity_visitors": Formula(ACTIVITY, (), activity_visitors),
    "activity_new_buyer_share": Formula(ACTIVITY, (), activity_new_buyer_share),
    "content_posts": Formula("s", ("posts",), content_posts),
    "shops_reviewed": total("shops_reviewed"),
}
STANDING = (
    Standing("joinable", ("d",), only_shop, passes=True),
    Standing(ACTIVITY, ("d",), with_visitors, frozenset({("activity_id",)}), opens=by_itself),
    Standing("tasks", ("d",), with_tasks, passes=True, say=say_overdue),
)
