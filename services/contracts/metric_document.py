"""The catalogue of metrics as a page for people: `docs/metrics.md`."""

from collections.abc import Iterator
from types import ModuleType

from services.contracts.catalogue.entry import Band, Metric
from services.contracts.metrics import SECTIONS
from services.contracts.words import WORDS

_HEAD = """# Metrics

Every figure that 店长 (Dianzhang) computes, by the sections in which they belong together.
Written from `services/contracts/catalogue` by `python -m services.contracts`; edit there.

Read them at `GET /v1/shops/{shop}/metrics` (analyzer); the same list as JSON is `GET /v1/metrics/catalogue`. A ratio
carries its numerator and denominator and is shown rounded half-up to 6 decimals; a figure that nobody can know is null
with a `null_reason`, never 0. Money is in whole minor units of the shop's currency.
"""
SCOPES = {
    "S": "shop",
    "T": "`traffic_source`",
    "D": "`device`",
    "V": "`visitor_class`",
    "I": "`item_id`",
    "C": "`category_id`",
    "K": "`keyword`",
    "A": "`agent_id`",
    "H": "`person_id`",
    "P": "`promo_id`",
    "Y": "`activity_id`",
    "B": "`buyer_id`",
}
WINDOWS = {
    "p": "pulse (10 s)",
    "m": "minute",
    "h": "hour",
    "d": "day",
    "w": "week",
    "M": "month",
    "q": "quarter",
    "y": "year",
}


def metric_document() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(line for section in SECTIONS for line in _section(section))])


def _section(section: ModuleType) -> Iterator[str]:
    title, _, _ = str(section.__doc__).partition(" (metrics.md")
    yield f"## {title}\n"
    for metric in section.METRICS:
        yield from _metric(metric)


def _metric(metric: Metric) -> Iterator[str]:
    owner = next(zh for value, zh, _ in WORDS["department"] if value == metric.owner)
    live = ", live" if metric.is_live else ""
    yield f"### `{metric.id}` {metric.zh}\n\n{metric.formula}\n"
    yield f"- {metric.unit}{live}; owner {metric.owner} {owner}"
    yield f"- by {', '.join(SCOPES.get(letter, letter) for letter in metric.scopes)}"
    yield f"- {', '.join(WINDOWS.get(window, window) for window in metric.windows)}"
    if metric.bands:
        yield f"- {'; '.join(_band(band) for band in metric.bands)}"
    yield ""


def _band(band: Band) -> str:
    against = f" x {band.against}" if band.against else ""
    when = f" ({band.when})" if band.when else ""
    return f"{band.band} {band.op} {band.threshold}{against}{when}"
