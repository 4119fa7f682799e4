"""Which event is heard by whom, and which events come too late to change anything."""

from collections.abc import Callable
from typing import Any

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
from services.analyzer.moments import SECOND
from services.analyzer.shop import Shop
from services.analyzer.silence import OPEN_SECONDS, SEEN, silences
from services.contracts.envelope import Envelope
from services.contracts.moments import micros
from services.contracts.registry import type_of

ERASED = "buyer.erased"
BEHAVIOUR = frozenset({"page.viewed", "page.pinged", "item.favorited", "cart.added", "checkout.started"})
SALE = "order.paid"
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
HEARD: dict[str, list[Callable[[Shop, Any], None]]] = {}
for _section in SECTIONS:
    for _kind, _handler in _section.HEARD.items():
        HEARD.setdefault(_kind, []).append(_handler)


def hear(shop: Shop, event: Envelope) -> bool:
    """Let a shop hear an event; False when it came too late to change anything."""
    kind = type_of(event)
    if kind != ERASED:
        event = veiled(shop, event)
    if kind == REFUSED:
        shop.note_arrival(shop.arrival(event).at, event.data.reason)  # type: ignore[attr-defined]
        return True
    if kind == "shop.configured":
        hear_configured(shop, event)
    shop.hear(event)
    came = shop.came
    shop.note_arrival(came.at)
    if not event.history:
        _producer(shop, event, kind, came.at)
    _report_row(shop, event, kind, came.at)
    if is_too_late(shop, event, kind, came.at):
        _count_late(shop, event, kind, came.at)
        return False
    at, is_noted = shop.time_us // SECOND, event.CLASS == "F" or not event.history
    is_unsure = event.history and is_forgotten(shop, at)
    if is_noted and not is_unsure:
        note_event(shop, at, came)
    for handler in HEARD.get(kind, ()):
        handler(shop, event)
    if is_noted and is_unsure and shop.is_moved:
        note_event(shop, at, came)  # what is told again of a forgotten day moves nothing
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
    known: Producer | None = shop.get("producer", event.source)
    is_first_sale = kind == SALE and (known is None or not known.sells_since)
    if known is not None and arrived <= known.last_at and not is_first_sale:
        return  # of many events in one second only the first says something new
    local = shop.calendar.local(arrived)
    slot, day = f"{local.weekday()}-{local.hour}", local.toordinal()
    producer: Producer = shop.entity("producer", event.source)
    if producer.last_at and arrived - producer.last_at > OPEN_SECONDS:
        _note_pause(shop, producer, arrived)
    if is_first_sale:
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
    if event.CLASS == "R" and not event.history:
        end = shop.calendar.day_of(event.data.day).spans["d"].end
        is_complete = micros(event.data.as_of) >= end * SECOND
        shop.entity("reporting", kind).hear(arrived, end, is_complete)


def is_too_late(shop: Shop, event: Envelope, kind: str, arrived: int) -> bool:
    """Whether an event lies further back than its class reaches; what is backfilled always counts (events.md E1).

    A setting counts however old its moment is.
    """
    if event.CLASS == "S" or event.history:
        return False
    if event.CLASS == "F" and arrived - shop.time_us // SECOND <= shop.clock.never_late:
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
    return shop.calendar.day(micros(event.time) // SECOND).spans["d"].end
