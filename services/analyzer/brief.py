"""Pulses and minutes that are said for the first time: most figures of narrow scopes are sums of their own.

All of one window are said together, and nothing but the panes themselves is looked at.
"""

from collections.abc import Iterator

from services.analyzer.known import Known
from services.analyzer.panes import UNTOUCHED, Pane, Said
from services.analyzer.rows import OwnSums, Sums
from services.analyzer.which import SumsOf, choice_for
from services.analyzer.windows import Windows


class Brief:
    """Says short windows of which there is nothing to say but sums."""

    def __init__(self, windows: Windows, known: Known) -> None:
        """`known` tells where traffic figures come from."""
        self._windows, self._known = windows, known

    def said(self, panes: list[Pane], offset: int) -> Iterator[Sums | Pane]:
        """What is said of some panes of one window, in their order: sums, and those panes that have more to say."""
        (family, kind, start, _), end = panes[0].key, panes[0].end
        if self._known.is_reported(end):
            yield from panes
            return
        gathered: list[OwnSums] = []
        named: tuple[str, ...] = ()
        choice = choice_for(family, kind, named)
        for pane in panes:
            names = tuple([name for name, _ in pane.key.scope])
            if names != named:
                named, choice = names, choice_for(family, kind, names)
            sums_of = choice.sums((pane.sums, pane.members, pane.counts)) if names and not pane.said else None
            if sums_of is not None:
                self._say(pane, sums_of, gathered)
                continue
            if gathered:
                yield Sums(kind, start, end, offset, gathered)
                gathered = []
            yield pane
        if gathered:
            yield Sums(kind, start, end, offset, gathered)

    def _say(self, pane: Pane, sums_of: SumsOf, gathered: list[OwnSums]) -> None:
        if sums_of:
            sums = [(metric, pane.sums.get(measure, 0)) for metric, measure in sums_of]
            pane.said = {metric: Said(1, number, None, None) for metric, number in sums}
            is_history = not pane.is_live and pane.touched_at > 0
            first = None if pane.first_offset == UNTOUCHED else pane.first_offset
            gathered.append(OwnSums(pane.key.scope, sums, is_history, first))
        pane.is_closed, pane.is_pending, pane.is_live = True, False, False
        pane.revised_at = self._windows.clock.tick
        self._windows.put_away(pane)
