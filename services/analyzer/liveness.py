"""That a shop, and ingest, were alive: noted in the shop's own hours and days (metrics.md M0, M13)."""

from services.analyzer.clock import ROW_KEEP, Arrival
from services.analyzer.deltas import SHOP
from services.analyzer.entities.producers import Silence
from services.analyzer.moments import SLOT, Span
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.shop import Shop
from services.analyzer.silence import ingest_silence, overlap

EVENTS = "events"  # the sum of a window in which the shop was heard of
HOURS = "hours"  # the sum of a day whose bits are the hours in which it was


def note_event(shop: Shop, at: int, came: Arrival) -> None:
    """The shop was alive in this day and hour, as far as the event reaches them.

    A day remembers its hours for longer than they are kept, so that none is said again that was said and is gone.
    """
    slot = at // SLOT
    if slot in shop.noted:
        return
    span = shop.calendar.day(at).spans["d"]
    day = _heard(shop, "d", span, came)
    if day is None:
        return
    day.touched_at = max(day.touched_at, came.at)  # it is kept for as long as what is told again is known
    hour = 1 << shop.calendar.number_of(shop.calendar.hour_of(at))
    if not day.sums.get(HOURS, 0) & hour:
        if _heard(shop, "h", shop.calendar.span("h", at), came) is None:
            return
        day.put(HOURS, day.sums.get(HOURS, 0) | hour)
    shop.windows.mark(day.key)
    shop.noted.add(slot)


def is_forgotten(shop: Shop, at: int) -> bool:
    """Whether the shop's day may be gone together with what was known of it."""
    span = shop.calendar.day(at).spans["d"]
    return span.end + ROW_KEEP < shop.clock.tick and not shop.windows.book.has(
        PaneKey("s", "d", span.start, SHOP)
    )


def _heard(shop: Shop, kind: str, span: Span, came: Arrival) -> Pane | None:
    """The window, where the event reaches it, as one in which the shop was heard of."""
    if not shop.clock.reaches(kind, span.end, came):
        return None
    key = PaneKey("s", kind, span.start, SHOP)
    pane = shop.windows.ensure(key, span.end)
    if EVENTS not in pane.sums:
        pane.put(EVENTS, 1)
        pane.is_live = pane.is_live or came.is_news
        shop.windows.stir(key, pane)
        if kind == "d":
            shop.speaker.standings.woken(span.start)
    return pane


def note_tick(shop: Shop) -> None:
    """Ingest was alive in this minute."""
    about, tick = shop.about, shop.clock.tick
    minute = tick // 60
    if minute <= about.alive_minute or not shop.clock.first_live:
        return
    if about.alive_minute:
        _note_silence(shop, ingest_silence(about.alive_minute, minute))
    about.alive_minute = minute
    shop.mark("about", "")
    for kind in "hd":
        span = shop.calendar.span(kind, tick)
        key = PaneKey("s", kind, span.start, SHOP)
        pane = shop.windows.ensure(key, span.end)
        pane.add("alive", 1)
        shop.windows.mark(key)
    shop.speaker.standings.passing(shop.clock.watermark)


def _note_silence(shop: Shop, silent: Span) -> None:
    """Ingest was silent: when on each day; how much of it counts is known by the business hours (M13)."""
    start = silent.start
    while start < silent.end:
        day = shop.calendar.day(start)
        end = day.spans["d"].end
        silence: Silence = shop.entity("silence", str(day.start))
        silence.spans.append(Span(start, min(silent.end, end)))
        if overlap(silent, shop.known.business(day)):
            key = PaneKey("s", "d", day.start, SHOP)
            shop.windows.stir(key, shop.windows.ensure(key, end))
        start = end
