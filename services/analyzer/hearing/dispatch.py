"""Which event is heard by whom, and which events come too late to change anything."""

from collections.abc import Callable
from typing import Any, NamedTuple

from services.analyzer.clock import BEHAVIOUR_REACH, ROW_REACH
from services.analyzer.deltas import SHOP, Contributions, scope
from services.analyzer.entities.producers import Producer
from services.analyzer.hearing import (
    adverts,
    aftersale,
    audiences,
    customers,
    erasures,
    health,
    inquiries,
    items,
    keywords,
    levers,
    market,
    orders,
    pages,
    plans,
    promos,
    ranks,
    service,
    settings,
    stock,
    traffic,
    visitors,
    work,
)
from services.analyzer.hearing.settings import hear_configured
from services.analyzer.hearing.veils import veiled
from services.analyzer.liveness import is_forgotten, note_event
from services.analyzer.moments import SECOND, SLOT
from services.analyzer.shop import Shop
from services.analyzer.silence import OPEN_SECONDS, SEEN, silences
from services.contracts.envelope import Envelope
from services.contracts.moments import micros
from services.contracts.registry import EVENTS

ERASED = "buyer.erased"
BEHAVIOUR = frozenset({"page.viewed", "page.pinged", "item.favorited", "cart.added", "checkout.started"})
SALE = "order.paid"
CONFIGURED = "shop.configured"
REFUSED = "event.quarantined"  # ingest's word on an event that is none: it moves no clock and no window but its count


SECTIONS = (
    orders,
    visitors,
    pages,
    inquiries,
    promos,
    adverts,
    plans,
    settings,
    traffic,
    keywords,
    levers,
    ranks,
    items,
    audiences,
    stock,
    customers,
    service,
    aftersale,
    market,
    work,
    health,
    erasures,
)
Handler = Callable[[Shop, Any], None]


class Course(NamedTuple):
    """What is done with the events of one type."""

    kind: str
    is_fact: bool
    is_row: bool
    is_plain: bool  # nothing is done with it before it is heard
    handlers: tuple[Handler, ...]


def _course(kind: str, event: type[Envelope]) -> Course:
    handlers = tuple(section.HEARD[kind] for section in SECTIONS if kind in section.HEARD)
    return Course(kind, event.CLASS == "F", event.CLASS == "R", kind not in (REFUSED, CONFIGURED), handlers)


COURSES = {event: _course(kind, event) for kind, event in EVENTS.items()}


def hear(shop: Shop, event: Envelope) -> bool:
    """Let a shop hear an event; False when it came too late to change anything."""
    kind, is_fact, is_row, is_plain, handlers = COURSES[event.__class__]
    if shop.entities["erased"] and kind != ERASED:
        event = veiled(shop, event)
    if not is_plain:
        if kind == REFUSED:
            shop.note_refusal(shop.arrival(event).at, event.data.reason)  # type: ignore[attr-defined]
            return True
        hear_configured(shop, event)
    shop.hear(event)
    at, came = shop.at, shop.came
    if event.history:
        return _hear_history(shop, event, is_fact, handlers)
    known: Producer | None = shop.entities["producer"].get(event.source)
    if known is None or came.at > known.last_at or (kind == SALE and not known.sells_since):
        _producer(
            shop, event, kind, came.at
        )  # of many events in one second only the first says something new
    if is_row:
        _report_row(shop, event, kind, came.at)
    is_prompt = is_fact and came.at - at <= shop.clock.never_late
    if not is_prompt and is_too_late(shop, event, kind, came.at):
        _count_late(shop, event, kind, came.at)
        return False
    if at // SLOT not in shop.noted:
        note_event(shop, at, came)
    for handler in handlers:
        handler(shop, event)
    return True


def _hear_history(shop: Shop, event: Envelope, is_fact: bool, handlers: tuple[Handler, ...]) -> bool:
    """What is backfilled always counts (events.md E1); facts alone say that the shop was alive then."""
    is_unsure = is_forgotten(shop, shop.at)
    if is_fact and not is_unsure:
        note_event(shop, shop.at, shop.came)
    for handler in handlers:
        handler(shop, event)
    if is_fact and is_unsure and shop.is_moved:
        note_event(shop, shop.at, shop.came)  # what is told again of a forgotten day moves nothing
    return True


LATE = {"F": "fact", "R": "row"}


def _count_late(shop: Shop, event: Envelope, kind: str, arrived: int) -> None:
    """On the day of its arrival, and once however often it is sent."""
    reason = "behaviour" if kind in BEHAVIOUR else LATE[event.CLASS]
    shop.about.late += 1
    shop.about.late_by[reason] = shop.about.late_by.get(reason, 0) + 1
    late = Contributions()
    late.distinct("s", "d", arrived, [SHOP, scope(reason=reason)], "late", f"{event.source} {event.id}")
    shop.apply(dict(late), event)


def _producer(shop: Shop, event: Envelope, kind: str, arrived: int) -> None:
    local = shop.calendar.local(arrived)
    slot, day = f"{local.weekday()}-{local.hour}", local.toordinal()
    producer: Producer = shop.entity("producer", event.source)
    if producer.last_at and arrived - producer.last_at > OPEN_SECONDS:
        _note_pause(shop, producer, arrived)
    if kind == SALE and not producer.sells_since:
        producer.sells_since = arrived
    producer.hear(arrived, slot, day)


def _note_pause(shop: Shop, producer: Producer, arrived: int) -> None:
    """A producer was silent for a while: when on each day; how much of it counts is known by the business hours."""
    day = shop.calendar.day(max(producer.last_at, arrived - SEEN))
    while day.start < arrived:
        pauses = silences(shop.calendar, producer, producer.last_at, arrived, day.spans["d"])
        producer.was_silent(day.start, pauses)
        day = shop.calendar.day(day.spans["d"].end)


def _report_row(shop: Shop, event: Any, kind: str, arrived: int) -> None:
    end = shop.calendar.day_of(event.data.day).spans["d"].end
    is_complete = micros(event.data.as_of) >= end * SECOND
    shop.entity("reporting", kind).hear(arrived, end, is_complete)


def is_too_late(shop: Shop, event: Envelope, kind: str, arrived: int) -> bool:
    """Whether an event, none that is backfilled, lies further back than its class reaches (events.md E1).

    A setting counts however old its moment is.
    """
    if event.CLASS == "S":
        return False
    end = _said_of(shop, event)
    return arrived - end > _reach(shop, event, kind, end)


def _reach(shop: Shop, event: Envelope, kind: str, end: int) -> int:
    """How far back an event of a day that ends at an epoch second reaches."""
    if event.CLASS == "R":
        return ROW_REACH
    late = shop.clock.late.of(end)
    return min(BEHAVIOUR_REACH, late) if kind in BEHAVIOUR else late


def _said_of(shop: Shop, event: Any) -> int:
    """The end of the day that an event speaks of, in epoch seconds."""
    day = getattr(event.data, "day", None)
    if day is not None:
        return shop.calendar.day_of(day).spans["d"].end
    return shop.calendar.day(shop.at).spans["d"].end
