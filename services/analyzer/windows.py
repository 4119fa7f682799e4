"""The windows of a shop: contributions go in, panes open, close, are revised and end, all by the log alone."""

from collections.abc import Iterator

from services.analyzer.clock import KEEP, REACH, ROW_KEEP, Arrival, Clock
from services.analyzer.deltas import SHOP, Cell, Scope
from services.analyzer.footfall import Footfall
from services.analyzer.longer import MERGED, SUMMED, LongerWindows
from services.analyzer.members import SKETCHED, Members
from services.analyzer.moments import Calendar, Span
from services.analyzer.overtime import OverTime
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.which import LONGER

__all__ = ["MERGED", "PROMPT", "Windows"]

SEEN = frozenset({"viewers", "seen"})
SHADOWS = {"q": ("gaps", "dw")}  # a change of any scope of a family is one of the shop's window of another
FAR = {("repeat", "d"), ("sold", "h")}  # kept longer: windows of a year, of a month are made of them
WIDE = frozenset({"traffic_source", "device", "visitor_class"})
UNMERGED = "qy"  # quarters and years have too many days for it: nobody is counted in them, there are sums
PROMPT = REACH["p"]  # what arrives this soon after it happened reaches every window that holds it
POURED = Arrival(0, False, True)  # what was gathered was prompt news of windows that were open
REMEMBERED = 20_000


def _holds(pane: Pane, at: int) -> bool:
    """Whether a window runs and holds a moment; one to date begins with it."""
    start = pane.key.start
    return not pane.is_closed and (start <= at < pane.end or start == at)


class Windows(LongerWindows):
    """Contributions on their way into panes."""

    def __init__(self, calendar: Calendar, clock: Clock, delays: dict[str, int]):
        """`delays` gives the seconds by which a family closes later than the grace."""
        super().__init__(calendar, clock, delays)
        self.footfall = Footfall()
        self._prompt: dict[str, int] = {}
        # Of a family, kinds and scope: all kinds that it goes into, and a running pane of each.
        self._lines: dict[tuple[str, str, Scope], tuple[str, list[Pane]]] = {}

    def apply(self, changes: dict[Cell, int], came: Arrival, offset: int) -> None:
        """Add contributions to all windows that the fact still reaches."""
        places: dict[tuple[str, str, int, Scope], list[Pane]] = {}
        for (family, kinds, at, scope, measure, member), step in changes.items():
            where = (family, kinds, at, scope)
            panes = places.get(where)
            if panes is None:
                panes = places[where] = self._panes(family, kinds, at, scope, came)
            if member is None:
                for pane in panes:
                    pane.sums[measure] = pane.sums.get(measure, 0) + step
            else:
                self._count(panes, measure, member, step)
        for panes in places.values():
            for pane in panes:
                self._touched(pane, came.at, came.is_news, offset)
                if pane.key.family in SHADOWS:
                    self._shadow(pane, came, offset)

    def _shadow(self, shown: Pane, came: Arrival, offset: int) -> None:
        family, kinds = SHADOWS[shown.key.family]
        if shown.key.kind in kinds:
            key = PaneKey(family, shown.key.kind, shown.key.start, SHOP)
            self.touch(key, self.ensure(key, shown.end), came, offset)

    def _count(self, panes: list[Pane], measure: str, member: str, step: int) -> None:
        if step < 0 and measure in SKETCHED and self.footfall:
            self._before_taking_back(panes, measure)
        for pane in panes:
            if pane.key.kind not in UNMERGED:
                if pane.is_frozen:
                    pane.counts[measure] = max(0, pane.counts.get(measure, 0) + step)
                else:
                    pane.count(measure).add(member, step)
                if pane.is_closed and not pane.key.scope and measure in SEEN:
                    self.strangers(pane.key)

    def _before_taking_back(self, panes: list[Pane], measure: str) -> None:
        """A set that what waits could make a sketch is one before somebody leaves it: a sketch cannot forget."""
        for pane in panes:
            if pane.is_closed or pane.key.kind in UNMERGED:
                continue  # nobody waits to be counted in it
            minute = pane.key.start if pane.key.kind == "m" else None
            if pane.may_overflow(measure, self.footfall.waiting(pane.key.scope, minute)):
                self.settle()

    def settle(self) -> None:
        """Put the page views that were gathered into their windows."""
        if self.footfall:
            self.footfall.pour(self)

    def settle_over(self) -> None:
        """The same once the first minute of them is over."""
        if self.footfall and self.clock.is_due(self.footfall.first_end, 0):
            self.settle()

    def pour(
        self,
        kinds: str,
        at: int,
        scope: Scope,
        sums: dict[str, int],
        members: dict[str, list[str]],
        offset: int,
        uncounted: str = UNMERGED,
    ) -> None:
        """Add sums and members of prompt news at once; everything touched counts as arrived by the minute's end.

        Windows of the kinds in `uncounted` have no members.
        """
        until = at - at % 60 + 60
        for pane in self._panes(SUMMED, kinds, at, scope, POURED):
            for measure, amount in sums.items():
                pane.sums[measure] = pane.sums.get(measure, 0) + amount
            if pane.key.kind not in uncounted:
                for measure, who in members.items():
                    pane.count(measure).add_all(who)
            self._touched(pane, until, True, offset)

    def _touched(self, pane: Pane, at: int, is_news: bool, offset: int) -> None:
        if at > pane.touched_at:  # noqa: PLR1730  (half the time of a call, millions of times)
            pane.touched_at = at
        if is_news:
            pane.is_live = True
        if pane.first_offset < 0 or offset < pane.first_offset:
            pane.first_offset = offset
        if pane.round != self.round or pane.is_closed:
            pane.round = self.round
            self.stir(pane.key, pane)

    def _panes(self, family: str, kinds: str, at: int, scope: Scope, came: Arrival) -> list[Pane]:
        """The windows that a contribution goes into, opened where there are none.

        As long as the shortest of them runs, and news is prompt, they are those of the contribution before.
        """
        prompt = self._prompt.get(kinds)
        if came.is_history or came.at - at > (self.prompt(kinds) if prompt is None else prompt):
            return list(self._reached(family, kinds + self._unmerged(family, kinds, scope), at, scope, came))
        line = (family, kinds, scope)
        known = self._lines.get(line)
        if known is None:
            every = kinds + self._unmerged(family, kinds, scope)
            panes = [self._opened(family, kind, at, scope, came) for kind in every]
        else:
            every, panes = known
            if _holds(panes[0], at):
                return panes
            panes = [
                pane if _holds(pane, at) else self._opened(family, kind, at, scope, came)
                for kind, pane in zip(every, panes, strict=True)
            ]
        if len(self._lines) > REMEMBERED:
            self._lines.clear()
        self._lines[line] = every, panes
        return panes

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
    def _unmerged(family: str, kinds: str, scope: Scope) -> str:
        is_year = family == SUMMED and "d" in kinds and "q" in LONGER.get(tuple(n for n, _ in scope), "")
        return UNMERGED if is_year else ""

    def _reached(self, family: str, kinds: str, at: int, scope: Scope, came: Arrival) -> Iterator[Pane]:
        for kind in kinds:
            span = self._span(kind, at)
            if self._takes(PaneKey(family, kind, span.start, scope), span.end, came):
                yield self._opened(family, kind, at, scope, came)

    def _opened(self, family: str, kind: str, at: int, scope: Scope, came: Arrival) -> Pane:
        """The pane of a window, and with a day of sales and traffic the longer ones that are merged from it."""
        span = self._span(kind, at)
        pane = self.ensure(PaneKey(family, kind, span.start, scope), span.end, came is POURED)
        if kind == "d" and family == SUMMED:
            spans = self.calendar.day(at).spans
            for longer in self._merged(scope, span.end, came):
                if longer in UNMERGED:
                    continue
                key = PaneKey(SUMMED, longer, spans[longer].start, scope)
                self.ensure(key, spans[longer].end, came is POURED)
        return pane

    def _span(self, kind: str, at: int) -> Span:
        return Span(at, at) if kind == "t" else self.calendar.span(kind, at)

    def _merged(self, scope: Scope, day_end: int, came: Arrival) -> str:
        """The weeks and months that a day opens: narrow scopes have no weeks in old history but those of rows."""
        longer = LONGER.get(tuple(name for name, _ in scope), MERGED)
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

    def touch(self, key: PaneKey, pane: Pane, came: Arrival, offset: int) -> None:
        """A fact changed a pane."""
        self._touched(pane, came.at, came.is_news, offset)

    def over(self) -> Iterator[PaneKey]:
        """The panes whose time has come, each once, in the order of their ends."""
        self.settle_over()
        while self.due and self.clock.watermark >= self.due.first[0]:
            if self.due.first[1] != "p":
                self.settle()
            key = self.due.pop()
            pane = self.book.get(key)
            if pane is not None and not pane.is_closed:
                yield key

    def move(self, key: PaneKey, to: PaneKey) -> dict[str, int]:
        """Give a pane another key; returns how many chunks were stored of each of its measures."""
        self._lines.clear()
        return self.book.move(key, to)

    def drop(self, key: PaneKey) -> dict[str, Members]:
        """Forget a pane; returns its members so that their stored chunks can be dropped too."""
        self._lines.clear()
        self.no_longer(key)
        return self.book.drop(key)
