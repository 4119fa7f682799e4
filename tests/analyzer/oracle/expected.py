"""Expected values (metrics.md M13)."""

from datetime import timedelta

from tests.analyzer.oracle.adverts import shared
from tests.analyzer.oracle.sales import conversion, refund_order_rate
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.traffic import visitors
from tests.analyzer.oracle.values import Answer, median
from tests.analyzer.oracle.windows import Window, day

PLAIN_DAYS = 4


def visitors_expected(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Median of `visitors` of ... the last 4 same-weekday plain days"; a day without any event of the shop is no
    data (M13), and the shop has no days before its first event."""
    of, begin = shop.day(window.start), min(event.at for event in shop.events)
    weeks = (window.start - begin).days // 7 + 1
    before = [day(of - timedelta(days=7 * back), shop.zone) for back in range(1, weeks + 1)]
    with_data = [past for past in before if any(event.at in past for event in shop.events)]
    return median([visitors(shop, scope, past) for past in with_data[:PLAIN_DAYS]])


def refund_order_rate_prior(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`refund_order_rate` of the 28 paid days before the last 7": the window is these days."""
    return refund_order_rate(shop, scope, window)


ANSWERS: dict[str, Formula] = {
    "visitors_expected": visitors_expected,
    "conversion_mean": conversion,
    "ad_cpc_mean": shared("cost_minor", "clicks"),
    "refund_order_rate_prior": refund_order_rate_prior,
}
