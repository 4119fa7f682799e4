"""Data health (metrics.md M13)."""

from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.windows import Window


def over_refund_amount(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Refunds cut off above the paid amount"."""
    return sum(refund.over for refund in shop.refunds if refund.event.at in window)


ANSWERS: dict[str, Formula] = {"over_refund_amount": over_refund_amount}
