"""An independent, slow calculation of a shop's figures from the set of its events; it shares no code with `services`.

Written from metrics.md (M0-M11, M13, M14, M16) and events.md (E2-E12) alone, a file for each section; each rule
stands beside the sentence of the specification that it comes from.
"""

from collections.abc import Iterable
from typing import Any

from tests.analyzer.oracle import adverts, expected, guard, health, sales, service, traffic
from tests.analyzer.oracle.shop import Scope, Shop
from tests.analyzer.oracle.values import Answer
from tests.analyzer.oracle.which import distinct
from tests.analyzer.oracle.windows import Window

SECTIONS = (sales, traffic, service, adverts, guard, health, expected)
ANSWERS = {metric: formula for section in SECTIONS for metric, formula in section.ANSWERS.items()}


class Oracle:
    """Answers for one shop; `lines` are its events as ingest wrote them, in any order and any number of copies."""

    def __init__(self, lines: Iterable[dict[str, Any]]) -> None:
        self.events = distinct(lines)
        grains = ("pulse", "minute", "hour", "day")
        self.shops = {grain: Shop(self.events, grain) for grain in grains}

    def answer(self, metric: str, scope: Scope, window: Window) -> Answer:
        """The figure of a metric for a scope (without `shop_id`) and a window."""
        return ANSWERS[metric](self.shops.get(window.kind, self.shops["day"]), scope, window)
