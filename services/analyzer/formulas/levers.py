"""What was done for traffic, and where it stands: levers, slots, search ranks (metrics.md M2)."""

from collections.abc import Iterable
from datetime import date

from services.analyzer.contributions.levers import LEVERS, LONG
from services.analyzer.deltas import SHOP, Scope, scope
from services.analyzer.entities.reports import Row
from services.analyzer.formulas.formula import Formula, total
from services.analyzer.known import Known
from services.analyzer.moments import DAY
from services.analyzer.standing import Standing, only_shop
from services.analyzer.values import NOTHING, Value, amount, missing, ratio
from services.analyzer.views import View

OBSERVED_FOR = 40 * DAY  # how long the latest observation stands (the reach of a day's figures)
PAIRED = (("item_id", "keyword"),)
BY_LEVER = (("lever",), ("item_id", "lever"))


def slot_coverage(view: View) -> Value:
    """Items in a slot over the slots that there were by the latest change."""
    latest = [slots.before(view.end) for slots in view.known.all("slot").values()]
    told = [fact for fact in latest if fact is not None]
    if not told:
        return missing("no_data")
    slots = max(told, key=lambda fact: fact.order).said["total"]
    return ratio(sum(fact.said["occupied"] for fact in told), slots)


def with_slots(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The shop, when it ever told of a slot."""
    return (SHOP,) if known.all("slot") else ()


def search_rank(view: View) -> Value:
    """The position that was observed last, with the day of it and how many observations the window has."""
    rows = _observed(view.known, dict(view.scope), view.end)
    if not rows:
        return NOTHING
    days = [_day(view.known, row) for row in rows]
    last = max(rows, key=lambda row: (row.as_of_us, row.told.time_us, row.told.event_id))
    inside = sum(view.start <= day for day in days)
    beside = {"observed_on": last.dimensions["day"], "observations": inside}
    found = last.figures.get("position")
    return (NOTHING if found is None else amount(found))._replace(beside=beside)


def _observed(known: Known, wanted: dict[str, str], end: int) -> list[Row]:
    """The observations of an item, a keyword or both that still stand at the end of a window."""
    each = [known.rank_names.get(named, set()) for named in wanted.items()]
    kept = [known.get("rank", name) for name in sorted(set.intersection(*each))]
    rows = (row for ranks in kept if ranks is not None for row in ranks.rows.values())
    fitting = (row for row in rows if wanted.items() <= row.dimensions.items())
    return [row for row in fitting if end - OBSERVED_FOR <= _day(known, row) < end]


def _day(known: Known, row: Row) -> int:
    return known.calendar.day_of(date.fromisoformat(row.dimensions["day"])).start


def ranked(known: Known, start: int, end: int) -> Iterable[Scope]:
    """Items, keywords and pairs of both that were observed."""
    found: set[Scope] = set()
    for ranks in known.all("rank").values():
        for row in ranks.rows.values():
            if end - OBSERVED_FOR <= _day(known, row) < end:
                item, keyword = row.dimensions["item_id"], row.dimensions["keyword"]
                found |= {scope(item_id=item), scope(keyword=keyword), scope(item_id=item, keyword=keyword)}
                break
    return found


FORMULAS: dict[str, Formula] = {
    "search_rank": Formula(
        "rank", (), search_rank, {"d": PAIRED, "w": (*PAIRED, ("item_id",), ("keyword",))}
    ),
    "slot_coverage": Formula("slot", (), slot_coverage),
    "lever_changes": total("changes", LEVERS)._replace(beside=dict.fromkeys(LONG, BY_LEVER)),
}
STANDING = (
    Standing("rank", ("d", "w"), ranked),
    Standing("slot", ("d", "w"), with_slots),
    Standing(LEVERS, ("d", "w"), only_shop, is_sparse=True),
)
