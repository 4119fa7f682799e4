"""Which metrics are said of which window: the catalogue's scopes and windows, met with the formulas that exist."""

from functools import cache

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
LONGER = {(): "wMqy", ("traffic_source",): "wMqy"}  # the other scopes have weeks and months
_SHARED = (("r7", 7), ("r14", 14), ("r28", 28))
ROLLING = {(): _SHARED, ("traffic_source",): _SHARED, ("item_id",): (("r7", 7),)}
LEVELS = {"promo_loss_pending", "buyer_promo_units"}  # as of now, said as a pulse
R28 = (
    "buyers",
    "conversion",
    "visitors",
    "gmv",
    "value_per_buyer",
)  # what plans and rules take as the usual level
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


@cache
def metrics_for(family: str, kind: str, keys: tuple[str, ...]) -> tuple[tuple[str, Formula], ...]:
    """The metrics of a window kind and scope (by its sorted keys), in the catalogue's order."""
    return tuple((m, f) for m, f in FORMULAS.items() if f.family == family and _is_said(m, kind, keys))


def _is_said(metric: str, kind: str, keys: tuple[str, ...]) -> bool:
    if keys in FORMULAS[metric].beside.get(kind, ()):
        return True
    if metric in LEVELS or FORMULAS[metric].is_split:
        return False
    known = CATALOGUE[metric]
    scopes = {SCOPE_KEYS[code] for code in known.scopes if code in SCOPE_KEYS}
    return keys in scopes and kind in _kinds(metric, known.windows)


def _kinds(metric: str, windows: tuple[str, ...]) -> set[str]:
    kinds = {WINDOW_KINDS[window] for window in windows if window in WINDOW_KINDS}
    kinds |= {window for window in windows if window[0] == "r" and window[1:].isdigit()}
    if "rN" in windows:
        kinds |= {length for length, _ in _SHARED}
    if metric in R28:
        kinds.add("r28")
    return kinds
