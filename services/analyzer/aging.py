"""Which windows nothing can reach any more, and which only reported rows still can (events.md E2)."""

from services.analyzer.clock import ROW_KEEP, expires
from services.analyzer.members import Members
from services.analyzer.panes import AGAIN, Pane, PaneKey, is_restated
from services.analyzer.windows import FAR, Windows


def expired(windows: Windows, now: int) -> list[PaneKey]:
    """The panes that no late fact can reach any more; days stay while a longer window is made of them."""
    over = [key for key, pane in windows.book.panes.items() if _is_over(key, pane, now)]
    return sorted(key for key in over if not _made_of(windows, key))


def _is_over(key: PaneKey, pane: Pane, now: int) -> bool:
    if key[:2] in FAR or AGAIN in pane.sums or is_restated(key, pane):
        return now > max(pane.end, pane.touched_at) + ROW_KEEP
    return expires(key.kind, pane.end, pane.touched_at, now)


def fading(windows: Windows, now: int) -> list[PaneKey]:
    """The panes that from now on only reported rows can reach; longer windows come before their days."""
    over = [key for key, pane in windows.book.panes.items() if not pane.is_frozen and _fades(key, pane, now)]
    longer = {key for key in over if key.kind != "d"}
    days = {key for key in over if key.kind == "d" and set(_made_of(windows, key)) <= longer}
    return sorted(longer) + sorted(days)


def _fades(key: PaneKey, pane: Pane, now: int) -> bool:
    return is_restated(key, pane) and expires(key.kind, pane.end, pane.touched_at, now)


def freeze(windows: Windows, key: PaneKey) -> dict[str, Members]:
    """Keep of a pane's distinct members only how many there are; returns the members to be forgotten."""
    book, pane = windows.book, windows.book.panes[key]
    days = windows.days_in(key) if key.kind in "dwM" else []
    sets = [book.members.get(PaneKey(key.family, "d", day, key.scope), {}) for day in days]
    for measure in {measure for found in sets for measure in found}:
        pane.counts[measure] = len({who for found in sets if measure in found for who in found[measure]})
    pane.is_frozen = True
    windows.mark(key)
    return book.members.pop(key, {})


def _made_of(windows: Windows, day: PaneKey) -> list[PaneKey]:
    """The weeks and months that are still made of the members of a day."""
    if day.kind != "d" or day.family != "s":
        return []
    spans = windows.calendar.day(day.start).spans
    longer = (PaneKey("s", kind, spans[kind].start, day.scope) for kind in "wM")
    return [key for key in longer if (pane := windows.book.get(key)) is not None and not pane.is_frozen]
