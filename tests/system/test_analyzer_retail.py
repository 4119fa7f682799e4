"""The first days of Online Retail, sent as history over HTTP and read back: every figure is the published one."""

from datetime import date

import pytest

from tests.data import online_retail
from tests.system import retail
from tests.system.ledger import Ledger
from tests.system.running import Stack

SHOP, LAST = "retail", date(2010, 12, 3)


@pytest.mark.skipif(not online_retail.is_here(), reason=f"online_retail is not at {online_retail.FOLDER}")
def test_the_days_of_a_real_shop_come_to_the_published_totals(stack: Stack) -> None:
    money = ("--currency", "GBP", "--exponent", str(online_retail.EXPONENT))
    key = stack.create_key(SHOP, "write", *money, "--timezone", "Europe/London")
    ledger = Ledger(stack.ingest, key)
    events = [event for day, events in retail.by_day(retail.events(SHOP)) if day < LAST for event in events]
    ledger.send(events)
    assert ledger.verdicts == {"accepted": len(events)}
    retail.settle(stack.analyzer, stack.keys["read"], [SHOP])
    found = retail.days(stack.analyzer, stack.keys["read"], SHOP)
    for metric, figures in found.items():
        truth = {day: value for day, value in retail.truth(metric).items() if day < LAST}
        assert figures == truth, metric
