"""An independent, slow calculation of a shop's figures from the set of its events; it shares no code with `services`.

Written from metrics.md (M0-M11, M13, M14, M16) and events.md (E2-E12) alone, a file for each section; each rule
stands beside the sentence of the specification that it comes from.
"""

from collections.abc import Iterable
from typing import Any

from tests.analyzer.oracle import (
    adverts,
    aftersale,
    chats,
    customers,
    expected,
    guard,
    health,
    items,
    keywords,
    margins,
    market,
    mix,
    pages,
    sales,
    service,
    traffic,
    work,
)
from tests.analyzer.oracle.shop import Scope, Shop, zone_of
from tests.analyzer.oracle.values import Answer
from tests.analyzer.oracle.which import counts, distinct, in_time, late_reach
from tests.analyzer.oracle.windows import Window

# In the order of metrics.md.
SECTIONS = (
    *(sales, traffic, pages, adverts, margins, keywords, customers, items, service, chats),
    *(aftersale, guard, market, work, health, expected, mix),
)
ANSWERS = {metric: formula for section in SECTIONS for metric, formula in section.ANSWERS.items()}


class Oracle:
    """Answers for one shop; `lines` are its events as ingest wrote them, in any order and any number of copies."""

    def __init__(self, lines: Iterable[dict[str, Any]]) -> None:
        self.everything = distinct(lines)
        self.zone = zone_of(self.everything)
        self._late = late_reach(self.everything)
        self.events = [event for event in self.everything if in_time(event, self.zone, self._late)]
        self._shops: dict[tuple[int, ...], Shop] = {}
        self._of: dict[Window, Shop] = {}

    def answer(self, metric: str, scope: Scope, window: Window) -> Answer:
        """The figure of a metric for a scope (without `shop_id`) and a window."""
        return ANSWERS[metric](self.shop(window), scope, window)

    def shop(self, window: Window) -> Shop:
        """The shop by the events that still reach a window."""
        if window not in self._of:
            self._of[window] = self._read(window)
        return self._of[window]

    def _read(self, window: Window) -> Shop:
        counting = tuple(n for n, event in enumerate(self.events) if counts(event, window, self._late))
        if counting not in self._shops:
            self._shops[counting] = Shop([self.events[n] for n in counting], self.zone)
        return self._shops[counting]
