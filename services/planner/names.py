"""Names for people: traffic sources, departments and factors in both languages."""

from __future__ import annotations

from services.contracts import vocabulary
from services.planner.diagnosis import UNATTRIBUTED, Factor
from services.planner.settled import Settled
from services.planner.sheet import Words

SHORT = {"ppc": "PPC", "search": "Organic search"}
FACTORS: dict[Factor, Words] = {
    "visitors": Words("访客", "visitors"),
    "conversion": Words("转化", "conversion"),
    "value_per_buyer": Words("客单价", "value per buyer"),
}


class Names:
    """The words of one shop, its own sources included."""

    def __init__(self, settled: Settled) -> None:
        """Own sources as configured at any time."""
        added = [each for shop in reversed(settled.shop) for each in shop.extra_sources or ()]
        self._own = {each.key: each for each in added}

    def source(self, source: str) -> Words:
        """A traffic source, or what no source explains."""
        if source == UNATTRIBUTED:
            return Words("未归因", "Unattributed")
        if source in self._own:
            return Words(self._own[source].name_zh, source)
        english = SHORT.get(source) or _capital(vocabulary.en("traffic_source", source))
        return Words(vocabulary.zh("traffic_source", source), english)

    def is_paid(self, source: str) -> bool:
        """Whether its visitors are bought."""
        if source in self._own:
            return self._own[source].is_paid
        return vocabulary.TRAFFIC_SOURCES.get(source) == "paid"


def department(code: str) -> Words:
    """A department by its code."""
    return Words(vocabulary.zh("department", code), _capital(vocabulary.en("department", code)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
