"""Whether an event stands behind a row, as far as the event itself says (metrics.md M0, M16).

The answer is never too narrow: where several events decide together (the source of a visit, the agent of an order),
an event that might belong stays, and says that it does not name the scope.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from services.analyzer.deltas import Scope
from services.analyzer.formulas.standing import STANDING
from services.analyzer.formulas.table import FORMULAS
from services.analyzer.moments import DAY, SECOND, Calendar, Span
from services.contracts.catalogue.behind import BEHIND
from services.contracts.catalogue.behind.scopes import DECIDES, TOGETHER
from services.contracts.envelope import Envelope
from services.contracts.identity import keyword_form, type_of
from services.contracts.moments import micros
from services.contracts.registry import EVENTS

# The keys whose value an event gives itself, wherever it has a place for it; the others follow from several events.
OWN = frozenset(
    {"item_id", "keyword", "buyer_id", "activity_id", "reason", "aspect", "to_shop", "channel", "reporter"}
)
IN_LINES = {"item_id": "item_id", "promo_id": "promo_ids"}


class Behind(NamedTuple):
    """An event behind a row: counted in its window, or linked to what is; whether it names the row's scope."""

    event_type: str
    is_counted: bool
    names_scope: bool


class Row(NamedTuple):
    """The row whose events are looked for; `span` in epoch seconds.

    `further` are the days by which the shop's own look-backs go beyond the product's, by option.
    """

    shop_id: str
    metric: str
    span: Span
    scope: Scope
    further: Mapping[str, int] = MappingProxyType({})


def types_of(row: Row) -> tuple[str, ...]:
    """The event types that can stand behind a row."""
    decides = [name for key, _ in row.scope if key in DECIDES for name in DECIDES[key].types]
    return tuple(dict.fromkeys((*BEHIND[row.metric].types, *decides)))


def days_before(row: Row) -> int:
    """How many days before its window the events of a row may begin."""
    wanted = BEHIND[row.metric]
    own = wanted.days_before + wanted.told_before + row.further.get(wanted.option, 0)
    deciding = [DECIDES[key] for key, _ in row.scope if key in DECIDES]
    return max(own, *(each.days_before + row.further.get(each.option, 0) for each in deciding), 0)


def is_standing(row: Row) -> bool:
    """Whether the figure is read off what is known at the window's end, not counted event by event."""
    formula = FORMULAS.get(row.metric)
    return formula is None or formula.family in STANDING


def behind(row: Row, event: Envelope, calendar: Calendar) -> Behind | None:
    """How an event stands behind a row, or None."""
    kind, wanted = type_of(event), BEHIND[row.metric]
    if event.shopid != row.shop_id or kind not in types_of(row):
        return None
    about = _about(event, calendar)
    further = row.further.get(wanted.option, 0) if wanted.days_before else 0
    start = row.span.start - (wanted.days_before + further) * DAY
    is_counted = kind in wanted.counted and start < about.end and about.start < row.span.end
    if not is_counted and kind in wanted.counted and not _is_linked(kind, row):
        return None
    own = OWN - TOGETHER.get(row.metric, frozenset())
    names = [_names(key, value, kind, event, key in own, is_counted) for key, value in row.scope]
    return None if None in names else Behind(kind, is_counted, all(names))


def _is_linked(kind: str, row: Row) -> bool:
    """Whether events of a type matter although they do not lie in the window."""
    decides = any(kind in DECIDES[key].types for key, _ in row.scope if key in DECIDES)
    return decides or kind in BEHIND[row.metric].linked


def _about(event: Any, calendar: Calendar) -> Span:
    """What an event is about: its moment, or its day, for rows and costs of a day."""
    day = getattr(event.data, "day", None)
    if day is not None:
        return calendar.day_of(day).spans["d"]
    second = micros(event.time) // SECOND
    return Span(second, second + 1)


def _names(key: str, value: str, kind: str, event: Any, is_own: bool, is_counted: bool) -> bool | None:
    """Whether the event names this value of a scope key; None when it speaks of another one."""
    if key == "producer":
        return True if event.source == value else None
    said = _said(key, event.data)
    if value in said:
        return True
    if is_own and (said or (is_counted and has_place(kind, key))):
        return None
    return False


def _said(key: str, data: Any) -> set[str]:
    """The values of a scope key that an event gives."""
    found = {getattr(data, key, None)}
    if key in IN_LINES:
        found.update(getattr(data, IN_LINES[key] if key == "promo_id" else "item_ids", None) or ())
        for line in getattr(data, "lines", None) or ():
            told = getattr(line, IN_LINES[key])
            found.update(told if isinstance(told, list) else {told})
    if key == "keyword":
        found = {None if each is None else keyword_form(each) for each in found}
    return {str(each) for each in found if each is not None}


@cache
def has_place(kind: str, key: str) -> bool:
    """Whether events of a type can name a scope key at all."""
    fields: tuple[str, ...] = EVENTS[kind].__annotations__["data"].__struct_fields__
    return key in fields or (key in IN_LINES and "lines" in fields)
