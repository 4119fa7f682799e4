"""Shop days for tests: what happens in a shop, and how it arrives."""

from tests.analyzer.shopdays.arriving import BY_DAYS, BY_HOURS, PUNCTUAL, Manner, arrived, lived, log_of
from tests.analyzer.shopdays.plain import Days
from tests.analyzer.shopdays.telling import FIRST, Event, Teller, stamp
from tests.analyzer.shopdays.whole import ShopDays, shop_days

__all__ = [
    "BY_DAYS",
    "BY_HOURS",
    "FIRST",
    "PUNCTUAL",
    "Days",
    "Event",
    "Manner",
    "ShopDays",
    "Teller",
    "arrived",
    "lived",
    "log_of",
    "shop_days",
    "stamp",
]
