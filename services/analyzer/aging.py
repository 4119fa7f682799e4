"""Which windows nothing can reach any more, and which only reported rows still can (events.md E2)."""

from services.analyzer.clock import ROW_KEEP
from services.analyzer.longer import MERGED, SUMMED
from services.analyzer.members import Members
from services.analyzer.panes import AGAIN, Pane, PaneKey, is_restated
from services.analyzer.together import united
from services.analyzer.windows import Windows


def expired(windows: Windows, now: int) -> list[PaneKey]:
    """The panes that no late fact can reach any more; days stay while a longer window is made of them."""
    over = {key for key, pane in _out_of_reach(windows, now) if _is_over(windows, key, pane, now)}
    return sorted(key for key in over if set(_made_of(windows, key)) <= over)


def _out_of_reach(windows: Windows, now: int) -> list[tuple[PaneKey, Pane]]:
    """The panes that facts cannot reach, those apart that wait to be said anew.

    All panes of a window end together, so most are not looked at.
    """
    panes, found = windows.book.panes, []
    for window, scopes in list(windows.book.windows.items()):
        if windows.clock.expires(window[1], panes[PaneKey(*window, next(iter(scopes)))].end, 0, now):
            keys = [PaneKey(*window, scope) for scope in scopes]
            found += [(key, panes[key]) for key in keys]
    said = ((key, pane) for key, pane in found if not pane.is_pending)
    return [
        (key, pane) for key, pane in said if windows.clock.expires(key.kind, pane.end, pane.touched_at, now)
    ]


def _is_over(windows: Windows, key: PaneKey, pane: Pane, now: int) -> bool:
    is_kept = AGAIN in pane.sums or is_restated(key, pane)
    return now > max(pane.end, pane.touched_at) + windows.far(key, ROW_KEEP if is_kept else 0)


def fading(windows: Windows, now: int) -> list[PaneKey]:
    """The panes that from now on only reported rows can reach; longer windows come before their days."""
    over = [key for key, pane in _out_of_reach(windows, now) if not pane.is_frozen and is_restated(key, pane)]
    longer = {key for key in over if key.kind != "d"}
    days = {key for key in over if key.kind == "d" and _unfrozen(windows, key) <= longer}
    return sorted(longer) + sorted(days)


def freeze(windows: Windows, key: PaneKey) -> dict[str, Members]:
    """Keep of a pane's distinct members only how many there are; returns the members to be forgotten."""
    pane = windows.book.panes[key]
    days = windows.days_in(key) if key.kind in "dwM" else []
    found = [windows.book.get(PaneKey(key.family, "d", day, key.scope)) for day in days]
    sets = [day.members for day in found if day is not None]
    measures = {measure for members in sets for measure in members}
    counts = {
        measure: united([members[measure] for members in sets if measure in members]) for measure in measures
    }
    windows.mark(key)
    return pane.freeze(counts)


def _made_of(windows: Windows, day: PaneKey) -> list[PaneKey]:
    """The weeks and months that are made of a day."""
    if day.kind != "d" or day.family != SUMMED:
        return []
    spans = windows.calendar.day(day.start).spans
    longer = (PaneKey(SUMMED, kind, spans[kind].start, day.scope) for kind in MERGED)
    return [key for key in longer if windows.book.has(key)]


def _unfrozen(windows: Windows, day: PaneKey) -> set[PaneKey]:
    """Those of them that still need its members."""
    return {key for key in _made_of(windows, day) if not windows.book.panes[key].is_frozen}
