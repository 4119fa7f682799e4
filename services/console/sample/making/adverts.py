"""mmm_weekly: a week's spend by channel becomes the shop's daily advertising cost, at the shop's own size."""

import csv
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

WEEKS = (date(2017, 7, 2), date(2017, 7, 9))
SPEND = {"ppc": "mdsp_sem", "display": "mdsp_on"}
# Said of the retailer's channels nowhere, so assumed: share of sales spent, clicks per showing, commission.
COST_SHARE = 0.015
CLICK_RATE = {"ppc": 0.025, "display": 0.006, "affiliate": 0.015}
CLICKS_PER_VISIT = 1.08
COMMISSION = 0.08


@dataclass
class Advert:
    """One source on one day; amounts in pence."""

    day: int
    source: str
    visits: int = 0
    orders: int = 0
    buyers: int = 0
    gmv: int = 0
    cost: int = 0

    @property
    def clicks(self) -> int:
        return round(self.visits * CLICKS_PER_VISIT)

    @property
    def impressions(self) -> int:
        return round(self.clicks / CLICK_RATE[self.source])


def read_spend(file: Path) -> list[dict[str, float]]:
    """Per week of the sample: source -> spend in the retailer's own money."""
    with gzip.open(file, "rt", newline="") as lines:
        weeks = {date.fromisoformat(raw["wk_strt_dt"][:10]): raw for raw in csv.DictReader(lines)}
    return [{source: float(weeks[week][name]) for source, name in SPEND.items()} for week in WEEKS]


def price(adverts: Iterable[Advert], spend: list[dict[str, float]], sales: int) -> None:
    """Sets the cost: COST_SHARE of `sales`, split over weeks and channels as the retailer did, in a week by clicks."""
    rows = list(adverts)
    total = sum(sum(week.values()) for week in spend)
    for advert in rows:
        if advert.source not in SPEND:
            advert.cost = round(advert.gmv * COMMISSION)
            continue
        week = advert.day // 7
        clicks = sum(a.clicks for a in rows if a.source == advert.source and a.day // 7 == week)
        budget = sales * COST_SHARE * spend[week][advert.source] / total
        advert.cost = round(budget * advert.clicks / max(1, clicks))
