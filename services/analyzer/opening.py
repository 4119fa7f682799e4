"""Which windows a contribution goes into, and how they open."""

from collections.abc import Iterator

from services.analyzer.clock import KEEP, REACH, ROW_KEEP, Arrival, Clock
from services.analyzer.deltas import Scope
from services.analyzer.longer import MERGED, SUMMED, LongerWindows
from services.analyzer.moments import Calendar, Span
from services.analyzer.overtime import OverTime
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.which import LONGER

FAR = {
    ("repeat", "d"),
    ("sold", "h"),
}  # kept longer: windows of their own are made of them, a year's, a month's
WIDE = frozenset({"traffic_source", "device", "visitor_class"})
UNMERGED = (
    "qy"  # quarters and years would need too many days: sums are added to them, nobody is counted in them
)
POURED = Arrival(0, False, True)  # what was gathered was prompt news of windows that were open
REMEMBERED = 20_000


def _holds(pane: Pane, at: int) -> bool:
    """Whether a window runs and holds a moment; one to date begins with it."""
    start = pane.key.start
    return not pane.is_closed and (start <= at < pane.end or start == at)


class OpeningWindows(LongerWindows):
    """Windows that open when something is to be added to them."""

    def __init__(self, calendar: Calendar, clock: Clock, delays: dict[str, int]):
        """`delays` gives the seconds by which a family closes later than the grace."""
        super().__init__(calendar, clock, delays)
        self._prompt: dict[str, int] = {}
        # Of a family, kinds and scope: all kinds that it goes into, and a running pane of each.
        self._lines: dict[tuple[str, str, Scope], tuple[str, list[Pane]]] = {}

    def _panes(self, family: str, kinds: str, at: int, scope: Scope, came: Arrival) -> list[Pane]:
        """The windows that a contribution goes into, opened where there are none.

        As long as the shortest of them runs, and news is prompt, they are those of the contribution before.
        """
        prompt = self._prompt.get(kinds)
        is_late = came.at - at > (self.prompt(kinds) if prompt is None else prompt)
        if came.is_history or (is_late and not (kinds == "t" and came.is_news)):
            return list(self._reached(family, kinds + self.unmerged(family, kinds, scope), at, scope, came))
        line = (family, kinds, scope)
        known = self._lines.get(line)
        if known is None:
            every = kinds + self.unmerged(family, kinds, scope)
            panes = [self.opened(family, kind, at, scope, came) for kind in every]
        else:
            every, panes = known
            if _holds(panes[0], at):
                return panes
            panes = [
                pane if _holds(pane, at) else self.opened(family, kind, at, scope, came)
                for kind, pane in zip(every, panes, strict=True)
            ]
        if len(self._lines) > REMEMBERED:
            self._lines.clear()
        self._lines[line] = every, panes
        return panes

    def touched(self, pane: Pane, at: int, is_news: bool, offset: int) -> None:
        """A pane was changed by what arrived at an epoch second."""
        if at > pane.touched_at:  # noqa: PLR1730  (half the time of a call, millions of times)
            pane.touched_at = at
        if is_news:
            pane.is_live = True
        if pane.first_offset < 0 or offset < pane.first_offset:
            pane.first_offset = offset
        if pane.round != self.round or pane.is_closed:
            pane.round = self.round
            self.stir(pane.key, pane)

    def prompt(self, kinds: str) -> int:
        """Seconds after it happened within which news reaches every window of some kinds that holds it."""
        late, news = self.clock.late_least, self.clock.news_least
        found = self._prompt[kinds] = min(news if kind == "t" else REACH.get(kind, late) for kind in kinds)
        return found

    def reach_back(self, late: OverTime[int], old_news: OverTime[int]) -> None:
        """How far back facts, and news, reach from now on (`late_days`, `old_news_seconds`)."""
        self.clock.reach_back(late)
        self.clock.news_least = min(old_news.values)
        self._prompt.clear()

    @staticmethod
    def unmerged(family: str, kinds: str, scope: Scope) -> str:
        """The quarters and years that go with days of a scope: only sums are added to them."""
        is_year = family == SUMMED and "d" in kinds and "q" in LONGER.get(tuple(n for n, _ in scope), "")
        return UNMERGED if is_year else ""

    def _reached(self, family: str, kinds: str, at: int, scope: Scope, came: Arrival) -> Iterator[Pane]:
        for kind in kinds:
            span = self._span(kind, at)
            if self._takes(PaneKey(family, kind, span.start, scope), span.end, came):
                yield self.opened(family, kind, at, scope, came)

    def opened(self, family: str, kind: str, at: int, scope: Scope, came: Arrival) -> Pane:
        """The pane of a window, and with a day of sales and traffic the longer ones that are merged from it."""
        span = self._span(kind, at)
        pane = self.ensure(PaneKey(family, kind, span.start, scope), span.end, came is POURED)
        if kind == "d" and family == SUMMED:
            spans = self.calendar.day(at).spans
            for longer in self.merged(scope, span.end, came):
                if longer in UNMERGED:
                    continue
                key = PaneKey(SUMMED, longer, spans[longer].start, scope)
                self.ensure(key, spans[longer].end, came is POURED)
        return pane

    def _span(self, kind: str, at: int) -> Span:
        return Span(at, at) if kind == "t" else self.calendar.span(kind, at)

    def merged(self, scope: Scope, day_end: int, came: Arrival) -> str:
        """The weeks and months that a day opens: narrow scopes have no weeks in old history but those of rows."""
        longer = LONGER.get(tuple([name for name, _ in scope]), MERGED)
        is_narrow = bool(scope) and scope[0][0] not in WIDE
        is_old = is_narrow and came.at > day_end + self.clock.late.of(day_end)
        return longer.replace("w", "") if is_old and not came.is_row else longer

    def _takes(self, key: PaneKey, end: int, came: Arrival) -> bool:
        """Whether a window takes a fact: to-date windows while they are kept or it is news, others within reach."""
        if key[:2] in FAR:
            return True
        if key.kind == "t":
            return came.is_news or self.book.has(key)
        return self.clock.reaches(key.kind, end, came) and not self._is_fine_history(key, end, came)

    @staticmethod
    def _is_fine_history(key: PaneKey, end: int, came: Arrival) -> bool:
        """Hours of items, keywords and the like are of use for as long as the usual order rate looks back."""
        is_narrow = key.kind == "h" and bool(key.scope) and key.scope[0][0] not in WIDE
        return is_narrow and came.at > end + KEEP["h"]

    def far(self, key: PaneKey, otherwise: int) -> int:
        """Seconds for which a pane that nothing reaches is kept."""
        if key[:2] not in FAR:
            return otherwise
        return self.clock.kept_for("d") if key.kind == "h" else ROW_KEEP
