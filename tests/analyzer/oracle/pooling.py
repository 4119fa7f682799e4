"""Ratios over rolling days (metrics.md M0, Exactness)."""

from collections.abc import Callable

from tests.analyzer.oracle.shop import Scope, Shop
from tests.analyzer.oracle.values import Share
from tests.analyzer.oracle.windows import Window, days_in

Count = Callable[[Shop, Scope, Window], int]


def pooled(over: Count, under: Count, shop: Shop, scope: Scope, window: Window) -> Share:
    """ "The mean rN of a ratio is the sum of the daily numerators over the sum of the daily denominators"."""
    parts = days_in(window, shop.zone) if window.kind.startswith("r") else [window]
    return Share(
        sum(over(shop, scope, part) for part in parts), sum(under(shop, scope, part) for part in parts)
    )
