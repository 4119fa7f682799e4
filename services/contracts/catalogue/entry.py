"""What the catalogue says of a metric."""

from typing import NamedTuple

from services.contracts.vocabulary import Department, Unit


class Band(NamedTuple):
    """One of a metric's default quality bands (M15); compare exactly: the threshold is a decimal text.

    `against` is what the metric is divided by before it is compared ("" for the metric itself), `when` the condition
    or window under which the band holds, `origin` E for the essay, P for a product default.
    """

    band: str
    op: str
    threshold: str
    origin: str = "E"
    against: str = ""
    when: str = ""


class Metric(NamedTuple):
    """One metric; scopes are M0's letters, windows are written as in the tables of metrics.md.

    A metric whose value is a state has unit `count` and says it in `label`.
    """

    id: str
    zh: str
    en: str
    formula: str
    unit: Unit
    scopes: tuple[str, ...]
    windows: tuple[str, ...]
    owner: Department
    section: str
    is_live: bool = False
    bands: tuple[Band, ...] = ()
