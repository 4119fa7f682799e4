"""Which page views make a visit: views of one visit id, others while the gaps between them are short (metrics.md M0).

A visit keeps the gap that was in force when it began, so that a setting moves no view of a visit begun before it.
"""

from collections.abc import Callable, Iterable, Iterator

from services.analyzer.entities.visitors import Visitor
from services.analyzer.entities.visits import USUAL, Rule, View, Visit, closes_us, gap_us, in_order

RuleAt = Callable[[int], Rule | None]
"""The shop's own rule of visits that begin at a moment in microseconds, where it has one."""
Held = tuple[View, int]
"""A page view with the offset of the record that told the first of its visit."""


def see(visitor: Visitor, view: View, rule_at: RuleAt, offset: int = 0) -> bool:
    """Add a page view told by a record; True when the visits changed (a repeat or losing telling changes nothing)."""
    old = visitor.find(view.view_id)
    if old is not None and view.rank >= old.rank:
        return False
    _group(
        visitor,
        [*(held for held in _held(visitor) if held[0].view_id != view.view_id), (view, offset)],
        rule_at,
    )
    if old is None:
        visitor.saw(view.view_id)
    return True


def group(visitor: Visitor, rule_at: RuleAt) -> None:
    """Group the page views that are held by another rule."""
    _group(visitor, _held(visitor), rule_at)


def join(visitor: Visitor, visit: Visit, view: View) -> None:
    """Put a view into a visit that it belongs to, in its order."""
    visit.join(view)
    visitor.saw(view.view_id)


def holders(visitor: Visitor, view: View) -> list[Visit]:
    """The visits that a view belongs to by their own rules: by its visit id, or within the gap of their views."""
    found, visit_id = [], view.visit_id
    for visit in visitor.visits:
        if (
            visit.visit_id == visit_id
            and visit.number
            and (visit_id is not None or _is_near(visit, view.told.time_us))
        ):
            found.append(visit)  # noqa: PERF401  (most often there is one: a loop costs half)
    return found


def _is_near(visit: Visit, time_us: int) -> bool:
    return visit.begun_us - gap_us(visit) <= time_us <= closes_us(visit)


def _held(visitor: Visitor) -> Iterator[Held]:
    return ((view, visit.offset) for visit in visitor.visits for view in visit.views)


def _group(visitor: Visitor, held: Iterable[Held], rule_at: RuleAt) -> None:
    """Make visits of page views; those that come out as they were are the same visits."""
    known = {visit.first.view_id: visit for visit in visitor.visits if visit.number}
    visits = [visit for visit in visitor.visits if not visit.number]
    for part, rule in _parted(sorted(held, key=lambda each: each[0].order), rule_at):
        views = [view for view, _ in part]
        visit = known.get(views[0].view_id)
        if visit is None or visit.rule != rule or visit.views != views:
            offset = min(offset for _, offset in part)
            visit = Visit.of(views, offset, rule)
        visits.append(visit)
    visitor.hold(sorted(visits, key=in_order))


def _parted(held: list[Held], rule_at: RuleAt) -> Iterator[tuple[list[Held], Rule | None]]:
    """Page views, earliest first, by the visit that they make, each with its rule."""
    named: dict[str, list[Held]] = {}
    loose: list[tuple[list[Held], Rule | None]] = []
    for each in held:
        view = each[0]
        if view.visit_id is not None:
            named.setdefault(view.visit_id, []).append(each)
        elif loose and view.told.time_us - _last_us(loose[-1][0]) <= (loose[-1][1] or USUAL).gap_us:
            loose[-1][0].append(each)
        else:
            loose.append(([each], rule_at(view.told.time_us)))
    yield from loose
    for part in named.values():
        yield part, rule_at(part[0][0].told.time_us)


def _last_us(part: list[Held]) -> int:
    return part[-1][0].told.time_us
