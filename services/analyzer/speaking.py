"""Saying the figures: final rows once per window and revision, current rows while a window runs."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from services.analyzer.brief import Brief
from services.analyzer.buyerdays import is_trifle, units_of_buyer
from services.analyzer.deltas import SHOP, Scope
from services.analyzer.formulas.standing import STANDING
from services.analyzer.formulas.table import HEAVY
from services.analyzer.formulas.traffic import visitors
from services.analyzer.hot import HotItems
from services.analyzer.known import Known
from services.analyzer.lookback import Lookback
from services.analyzer.panes import UNTOUCHED, Pane, PaneKey, Said
from services.analyzer.peaks import remember
from services.analyzer.ranking import Ranking
from services.analyzer.rows import Figure, Sums, to_date
from services.analyzer.standing import BASE_KINDS, Spoken
from services.analyzer.standings import Standings
from services.analyzer.stopped import mark_stopped
from services.analyzer.turns import NARROW, Turns
from services.analyzer.values import NOTHING, Value, amount, with_error
from services.analyzer.views import MergedView, PaneView, RollingView
from services.analyzer.waiting import TURNS
from services.analyzer.which import ALSO_LEVELS, LEVELS, choice_for
from services.analyzer.windows import MERGED, SHORT, Windows

OWN_SUMS = frozenset("pmhdtqy")  # weeks, months and rolling windows are merged from their days
LONG_KINDS = frozenset("wMqy")
LED_KINDS = frozenset("hdwM")  # from other windows nothing follows
LONG_EVERY = 60  # seconds of the watermark between two current rows of a week or longer (P)
REVISED_AT_ONCE = 3_000  # windows of a shop at one tick (P): a long history must not stop the worker's heart
ZERO = amount(0)
Parts = Callable[[PaneKey, Scope], dict[str, Any] | None]


class Speaker:
    """Turns panes into figures; what was said last is part of each pane, so that nothing is said twice."""

    def __init__(self, windows: Windows, known: Known, parts: Parts) -> None:
        """`parts` gives the figures that stand beside those of a guard pane."""
        self.windows, self.known, self.parts = windows, known, parts
        self.standings = Standings(windows, known)
        self.lookback, self.brief = Lookback(windows), Brief(windows, known)
        self.ranking, self.hot_items = Ranking(windows, known), HotItems(windows)
        self._shown: dict[PaneKey, dict[str, Value]] = {}
        self._turns, self._long_at = Turns(), 0

    def closings(self, offset: int) -> Iterator[Figure | Sums]:
        """Final figures of the windows that the watermark has passed."""
        said = []
        for panes in self.windows.over():
            key = panes[0].key
            if key.kind in SHORT:
                yield from self._short(panes, offset)
                continue
            said.append(key)
            if key.kind == "d" and key.scope == SHOP and key.family == "s":
                self.lookback.roll_quiet(key)
            yield from self.final(panes[0], offset)
        yield from self._ranks(said, offset)

    def _short(self, panes: list[Pane], offset: int) -> Iterator[Figure | Sums]:
        keys = [pane.key for pane in panes]
        for key in self._shown.keys() & keys:
            del self._shown[key]
        self._turns.forget_all(keys)
        self.windows.forget_all(keys)
        for told in self.brief.said(panes, offset):
            if isinstance(told, Sums):
                yield told
            else:
                yield from self.final(told, offset)

    def revisions(self, offset: int) -> Iterator[Figure]:
        """Figures of closed windows that changed, each at most once per 10 s of tick time."""
        if not self.windows.pending:
            return
        said: list[PaneKey] = []
        for kinds in TURNS:
            for key in self.windows.revisable(kinds, REVISED_AT_ONCE - len(said)):
                said.append(key)
                yield from self.final(self.windows.book.panes[key], offset)
        waiting = self.windows.pending
        yield from self._ranks([k for k in said if not waiting.has_items(k.kind, k.start)], offset)

    def final(self, pane: Pane, offset: int) -> Iterator[Figure]:
        """The final figures of one window that differ from those said before."""
        key = pane.key
        if key.kind in LED_KINDS:
            self._lead(key, pane)
            if not pane.is_closed:
                self.windows.pending.changes.note(key)
        pane.is_closed, pane.is_pending = True, False
        pane.revised_at = self.windows.clock.tick
        self.forget(key)
        self.windows.marks[key] = pane
        is_of_buyer = key.family == "b"
        for spoken in self._spoken(key, pane):
            if is_of_buyer and is_trifle(pane, spoken):
                continue
            figure = self._final(key, pane, spoken, offset)
            if figure is not None:
                yield figure
        pane.is_live = False
        if key.kind in SHORT and key.scope:
            self.windows.put_away(pane)

    def _lead(self, key: PaneKey, pane: Pane) -> None:
        """What follows from a window is said with it."""
        if key.family == "s" and key.scope == SHOP and key.kind in BASE_KINDS and not pane.said:
            self.standings.opened(key)
        if key.family == "s" and key.kind in MERGED:
            self.windows.gather(key, pane)
        if key.family == "s" and key.kind == "h" and key.scope == SHOP:
            self._remember(key, pane)
        if key.family == "s" and key.kind == "d":
            self.windows.follow_day(key)
            self.lookback.roll(key)
            mark_stopped(self.windows, key)
        if key.kind == "d":
            self.standings.followed(key)

    def _remember(self, hour: PaneKey, pane: Pane) -> None:
        """The visitors of an hour are kept beside its day."""
        day = self.windows.calendar.day(hour.start)
        key = PaneKey("e", "d", day.start, SHOP)
        number = self.windows.calendar.number_of(hour.start)
        remember(self.windows.ensure(key, day.spans["d"].end), number, visitors(self.view(hour, pane)))
        self.windows.mark(key)

    def _final(self, key: PaneKey, pane: Pane, spoken: Spoken, offset: int) -> Figure | None:
        name, metric, scope, value, since = spoken
        word, last = value.word, pane.said.get(name)
        if last is not None and last.word == word:
            return None
        revision = 1 if last is None else last.revision + 1
        pane.say(name, Said(revision, *word))
        is_history = not pane.is_live and pane.touched_at > 0
        first = None if pane.first_offset == UNTOUCHED else pane.first_offset
        _, kind, start, _ = key
        figure = Figure(
            metric, scope, kind, start, pane.end, value, revision, True, is_history, None, first, offset
        )
        return figure if since is None else to_date(figure, since)

    def running(self, narrow: int = NARROW) -> Iterator[Figure]:
        """Current figures of the windows that changed since the last call, at most so many of narrow scopes."""
        self.windows.settle()
        self.windows.follow()
        is_long = self.windows.clock.watermark - self._long_at >= LONG_EVERY
        if is_long:
            self._long_at = self.windows.clock.watermark
            self.windows.follow_long()
        self.windows.turn()
        changed, self.windows.changed = self.windows.changed, set()
        if not is_long:
            self.windows.changed = {key for key in changed if key.kind in LONG_KINDS}
        for key in self._turns.take(changed - self.windows.changed, narrow):
            pane = self.windows.book.get(key)
            if pane is not None and not pane.is_closed:
                yield from self._running(key, pane)

    def _running(self, key: PaneKey, pane: Pane) -> Iterator[Figure]:
        now = self.windows.clock.watermark
        if key.family == "s" and key.kind in MERGED:
            self.windows.gather(key, pane)
        shown = self._shown.setdefault(key, {})
        for spoken in self._spoken(key, pane):
            if shown.get(spoken.name) == spoken.value or (key.kind in LONG_KINDS and spoken.metric in HEAVY):
                continue
            shown[spoken.name] = spoken.value
            kind, start, end = key.kind, key.start, pane.end
            if spoken.metric in LEVELS:
                kind, (start, end) = "p", self.windows.calendar.span("p", now)
            elif kind == "t":
                end = max(now, start)
            elif spoken.since is not None:
                kind, (start, end) = "t", (spoken.since, max(now, spoken.since))
            parts = self.parts(key, spoken.scope) if key.family in "gb" else None
            figure = Figure(spoken.metric, spoken.scope, kind, start, end, spoken.value, 1)
            figure = figure._replace(is_history=not pane.is_live, parts=parts)
            yield figure
            if spoken.metric in ALSO_LEVELS and not is_trifle(pane, spoken):
                start, end = self.windows.calendar.span("p", now)
                yield figure._replace(kind="p", start=start, end=end)

    def _spoken(self, key: PaneKey, pane: Pane) -> Iterator[Spoken]:
        if key.family == "b":
            yield from units_of_buyer(key, pane)
            return
        view = self.view(key, pane)
        standing = STANDING.get(key.family)
        if standing is not None and standing.say is not None:
            yield from standing.say(view)
            return
        is_whole = key.scope == SHOP or (standing is not None and not standing.is_sparse)
        is_silent = key.scope == SHOP and key.family == "s" and self.known.is_untold(key, pane)
        is_lost: bool | None = None  # asked when something may be
        is_plain = not view.is_reported()
        choice = choice_for(key.family, key.kind, tuple([name for name, _ in key.scope]))
        for metric, formula in choice.metrics if is_whole else choice.of(view.measures()):
            if is_silent:
                yield Spoken(metric, metric, SHOP, NOTHING)
                continue
            summed = formula.is_sum_of if is_plain else None
            value = formula.compute(view) if summed is None else amount(view.sum(summed))
            is_empty = key.scope == SHOP and value == ZERO and not formula.has_something(view)
            if is_empty and is_lost is None:
                is_lost = self.known.is_lost(key, pane.end)
            if is_empty and is_lost:
                value = NOTHING
            elif view.errors:
                value = with_error(value, view.errors)
            yield Spoken(metric, metric, key.scope, value)

    def view(self, key: PaneKey, pane: Pane | None) -> PaneView:
        """What a formula sees of a window."""
        if key.kind in OWN_SUMS or key.family != "s":
            return PaneView(self.known, key, pane, None)
        kind = MergedView if key.kind in MERGED else RollingView
        return kind(self.known, key, pane, self.windows.days_in(key))

    def forget(self, key: PaneKey) -> None:
        """What was shown of a running window no longer matters."""
        self._shown.pop(key, None)
        self._turns.forget(key)
        self.windows.forget(key)

    def dropped(self, key: PaneKey) -> None:
        """A window is gone, and with it what was said of it."""
        self.forget(key)
        self.windows.pending.changes.note(key)
        if key.scope == SHOP and key.kind == "d" and key.family == "s":
            self.ranking.forget(key.start)
            self.hot_items.forget(key.start)

    def _ranks(self, said: list[PaneKey], offset: int) -> Iterator[Figure]:
        """Item ranks follow from all items of a window, so the shop's pane remembers what was said of them."""
        if not said:
            return
        for key, spoken in chain(self.ranking.ranks(said), self.hot_items.ranks(said)):
            figure = self._final(key, self.windows.book.panes[key], spoken, offset)
            if figure is not None:
                self.windows.mark(key)
                yield figure
