"""Which metrics are said of which window: the catalogue's scopes and windows, met with the formulas that exist."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.table import FORMULAS
from services.contracts.metrics import CATALOGUE

SCOPE_KEYS = {
    "S": (),
    "T": ("traffic_source",),
    "D": ("device",),
    "V": ("visitor_class",),
    "I": ("item_id",),
    "K": ("keyword",),
    "A": ("agent_id",),
    "P": ("promo_id",),
    "Y": ("activity_id",),
    "C": ("category_id",),
    "H": ("person_id",),
}
LONGER = {  # the windows made of the days of a scope; the scopes that are not named have weeks and months
    (): "wMqy",
    ("traffic_source",): "wMqy",
    ("item_id", "keyword"): "w",
    ("item_id", "traffic_source"): "",
}


class Rolled(NamedTuple):
    """A rolling window of some days; `needs` are the measures of a day of which any one makes it worth having."""

    length: str
    days: int
    needs: tuple[str, ...] = ()


_SEARCHED = ("told_visitors", "keyword_viewers", "keyword_buyers")
_SHARED = (Rolled("r7", 7), Rolled("r14", 14), Rolled("r28", 28))
ROLLING = {
    (): (*_SHARED, Rolled("r30", 30)),
    ("traffic_source",): _SHARED,
    ("device",): _SHARED,
    ("visitor_class",): _SHARED,
    ("activity_id",): _SHARED,
    ("item_id",): (
        Rolled("r7", 7),
        Rolled("r14", 14, ("ad_cost", "searched")),
        Rolled("r28", 28, ("image_impressions",)),
        Rolled("r30", 30, ("costed_amount", "ad_cost")),
    ),
    ("keyword",): (
        Rolled("r7", 7, ("ad_cost",)),
        Rolled("r14", 14, ("ad_cost", *_SEARCHED)),
    ),
    ("item_id", "traffic_source"): (Rolled("r7", 7),),
    ("item_id", "keyword"): (Rolled("r14", 14, ("ad_cost", *_SEARCHED)),),
}
NAMED: dict[
    str, dict[str, str]
] = {  # what rules.md (R) and planning.md (P) name beside metrics.md, with the scopes
    "gmv": {"r28": "ST"},  # P8 shares
    "buyers": {"r28": "ST"},
    "visitors": {"r28": "ST"},  # P7
    "conversion": {"r14": "ST", "r28": "ST"},  # P9, P7
    "value_per_buyer": {"r14": "ST", "r28": "ST"},  # P9, P7
    "item_conversion": {"r14": "I"},  # P10 row K7
    "refund_order_rate": {"r7": "S"},  # R7 refund_rate_high
    "ad_impressions": {"r7": "STIK"},  # R8 ad_ctr_low
    "ad_clicks": {"r7": "STIK", "r14": "K"},  # R8 roi_low, P10
    "ad_orders": {"r14": "K"},  # P10
    "ad_ctr": {"r7": "STIK", "r14": "K"},  # R8 ad_ctr_low, P10
    "ad_conversion": {"r7": "STIK"},  # R8 roi_low, its evidence
    "ad_position": {"r14": "K"},  # P10 row K5
    "main_image_ctr": {"r28": "I"},  # R9 main_image_ctr_low
    "lost_amount": {"r28": "S"},  # R12 lost_customers_up
}
PAIRS = {"keyword_buyers", "keyword_orders", "keyword_conversion"}  # K,I: a word, and a word with an item
LEVELS = {"promo_loss_pending", "buyer_promo_units"}  # as of now, said as a pulse
ALSO_LEVELS = {"buyer_item_units"}  # said as of now beside the day that runs
WINDOW_KINDS = {
    "p": "p",
    "m": "m",
    "h": "h",
    "d": "d",
    "w": "w",
    "M": "M",
    "q": "q",
    "y": "y",
    "to date": "t",
}


Metrics = tuple[tuple[str, Formula], ...]
SumsOf = tuple[tuple[str, str], ...]  # metrics, each with the measure whose sum it is


class Choice:
    """The metrics of a window kind and scope, and which of them have something to say of what a window holds."""

    def __init__(self, metrics: Metrics) -> None:
        """`metrics` in the order in which they are said."""
        self.metrics = metrics
        self._always, self._needs = 0, dict[str, int]()
        for place, (_, formula) in enumerate(metrics):
            for need in formula.needs:
                self._needs[need] = self._needs.get(need, 0) | 1 << place
            self._always |= 0 if formula.needs else 1 << place
        self._chosen: dict[int, Metrics] = {}
        self._sums: dict[int, SumsOf | None] = {}

    def of(self, measures: Iterable[Iterable[str]]) -> Metrics:
        """Those that need nothing, or a measure that there is."""
        return self._of(self._found(measures))

    def sums(self, measures: Iterable[Iterable[str]]) -> SumsOf | None:
        """The same where each of them is a sum as long as traffic figures do not come from rows, else None."""
        found = self._found(measures)
        if found not in self._sums:
            sums = [(metric, formula.is_sum_of) for metric, formula in self._of(found)]
            known = tuple((metric, measure) for metric, measure in sums if measure is not None)
            self._sums[found] = known if len(known) == len(sums) else None
        return self._sums[found]

    def _found(self, measures: Iterable[Iterable[str]]) -> int:
        needs, found = self._needs, self._always
        for names in measures:
            for name in names:
                if name in needs:
                    found |= needs[name]
        return found

    def _of(self, found: int) -> Metrics:
        chosen = self._chosen.get(found)
        if chosen is None:
            chosen = self._chosen[found] = tuple(
                pair for place, pair in enumerate(self.metrics) if found >> place & 1
            )
        return chosen


@cache
def choice_for(family: str, kind: str, keys: tuple[str, ...]) -> Choice:
    """What may be said of a window kind and scope (by its sorted keys)."""
    return Choice(metrics_for(family, kind, keys))


@cache
def metrics_for(family: str, kind: str, keys: tuple[str, ...]) -> Metrics:
    """The metrics of a window kind and scope (by its sorted keys), in the catalogue's order."""
    return tuple((m, f) for m, f in FORMULAS.items() if f.family == family and _is_said(m, kind, keys))


def _is_said(metric: str, kind: str, keys: tuple[str, ...]) -> bool:
    if keys in FORMULAS[metric].beside.get(kind, ()):
        return True
    if metric in LEVELS or FORMULAS[metric].is_split:
        return False
    known = CATALOGUE[metric]
    scopes = {SCOPE_KEYS[code] for code in known.scopes if code in SCOPE_KEYS}
    if metric in PAIRS:
        scopes = {("keyword",), ("item_id", "keyword")}
    named = {SCOPE_KEYS[code] for code in NAMED.get(metric, {}).get(kind, "")}
    return keys in named or (keys in scopes and kind in _kinds(known.windows))


def _kinds(windows: tuple[str, ...]) -> set[str]:
    kinds = {WINDOW_KINDS[window] for window in windows if window in WINDOW_KINDS}
    kinds |= {window for window in windows if window[0] == "r" and window[1:].isdigit()}
    return kinds | ({rolled.length for rolled in _SHARED} if "rN" in windows else set())
