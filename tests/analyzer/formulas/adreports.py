"""Words for ad reports: figures that differ in each grain, so that no scope can be right by the rows of another."""

from typing import Any

from tests.stories.player import Player

SCOPES: dict[str, dict[str, str]] = {
    "S": {},
    "T": {"traffic_source": "ppc"},
    "I": {"item_id": "i1"},
    "K": {"keyword": "连衣裙"},
}
FIGURES: dict[str, dict[str, int]] = {
    "S": {"impressions": 4000, "clicks": 200, "orders": 20, "cost_minor": 9000, "gmv_minor": 45000},
    "I": {"impressions": 3000, "clicks": 90, "orders": 10, "cost_minor": 5000, "gmv_minor": 30000},
    "K": {"impressions": 700, "clicks": 35, "orders": 5, "cost_minor": 700, "gmv_minor": 5000},
}
FIGURES["T"] = FIGURES["S"]
GRAIN: dict[str, dict[str, str]] = {"S": {}, "I": {"item_id": "i1"}, "K": {"keyword": " 连衣裙 "}}
SUMS = {
    "ad_impressions": "impressions",
    "ad_clicks": "clicks",
    "ad_orders": "orders",
    "ad_cost": "cost_minor",
    "ad_gmv": "gmv_minor",
}
SHARES = {
    "ad_ctr": ("clicks", "impressions"),
    "ad_cpc": ("cost_minor", "clicks"),
    "ad_conversion": ("orders", "clicks"),
    "roi": ("gmv_minor", "cost_minor"),
}


def report(play: Player, day: str = "2026-11-20", **more: Any) -> None:
    """A complete ad row of a day."""
    row = {"day": day, "as_of": "2026-12-01T00:00:00+08:00", "revision": 1}
    play.say("ad.reported", **{"traffic_source": "ppc", **row, **more})
