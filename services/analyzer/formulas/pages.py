"""Page health (metrics.md M3, M16): bounce, depth and dwell of closed visits, or of reported rows."""

from collections.abc import Iterable, Iterator

from services.analyzer.contributions.pages import PAGES
from services.analyzer.deltas import Scope
from services.analyzer.formulas.basis import is_reported, told_share
from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.traffic import visitors
from services.analyzer.known import Known
from services.analyzer.standing import Spoken, Standing, by_itself, only_shop
from services.analyzer.values import Value, missing, ratio
from services.analyzer.views import PaneView, View

USUAL_DAYS = 28  # what is usual for an item (M15)
HEALTH = ("closed", "r_bounced", "r_pages")


def is_by_visitor(view: View) -> bool:
    """Whether the shop counts bounces by visitor and day instead of by visit."""
    return bool(view.known.setting("bounce_by", view.end - 1, "visit") == "visitor")


def guests(view: View) -> int:
    """Visitors of each day, added up; of an item those who came in by it."""
    if any(name == "item_id" for name, _ in view.scope):
        return view.sum("guests")
    return sum(visitors(day) for day in view.daily())


def bounce_rate(view: View) -> Value:
    """One-page visits of the closed ones, or visitors with one page view that day of all."""
    if is_by_visitor(view):
        return _share(view, "one_view_guests", "r_one_view", is_visitors=True)
    return _share(view, "bounced", "r_bounced")


def depth(view: View) -> Value:
    """Page views of closed visits for each of them, or for each visitor."""
    if is_by_visitor(view):
        return _share(view, "pages", "r_guest_pages", is_visitors=True)
    return _share(view, "pages", "r_pages")


def _share(view: View, seen: str, told: str, *, is_visitors: bool = False) -> Value:
    if is_reported(view):
        return rows_share(view, told)
    of = guests(view) if is_visitors else view.sum("closed")
    if not of and view.known.is_dark(view.start, view.end):
        return missing("no_data")
    return ratio(view.sum(seen), of)


def rows_share(view: View, measure: str) -> Value:
    """A figure of the rows over the one that it belongs to; what no row says is unknown."""
    return told_share(view, measure, f"{measure}_of")


def dwell_seconds(view: View) -> Value:
    """Seconds in use on item pages for each visit with one; without heartbeats as reported."""
    if is_reported(view) or not view.shop().has("active_seconds"):
        return rows_share(view, "r_dwell")
    return ratio(view.sum("active_seconds"), view.sum("item_visits"))


def usual_items(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The items whose pages anybody looked at on one of the days."""
    for day in known.calendar.days_between(start, end):
        for scope in known.book.windows.get((PAGES, "d", day), ()):
            if [name for name, _ in scope] == ["item_id"]:
                yield scope


def _usual_dwell(view: PaneView) -> Iterator[Spoken]:
    days = view.rolling(USUAL_DAYS, family=PAGES)
    yield Spoken("dwell_seconds", "dwell_seconds", view.scope, dwell_seconds(days))


FORMULAS: dict[str, Formula] = {
    "bounce_rate": Formula(PAGES, HEALTH, bounce_rate),
    "depth": Formula(PAGES, HEALTH, depth),
    "dwell_seconds": Formula(PAGES, ("item_visits", "r_dwell"), dwell_seconds),
}
STANDING = (
    Standing(PAGES, ("d", "w"), only_shop, is_sparse=True),
    Standing(
        "dwell",
        (f"r{USUAL_DAYS}",),
        lambda known, start, end: set(usual_items(known, start, end)),
        follows=frozenset({("item_id",)}),
        reach=USUAL_DAYS - 1,
        say=_usual_dwell,
        days_of=PAGES,
        opens=by_itself,
    ),
)
