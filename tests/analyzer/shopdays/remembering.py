"""History: the same weekdays of the weeks before, told again as backfill."""

from datetime import timedelta

from tests.analyzer.shopdays.browsing import PEOPLE, visit
from tests.analyzer.shopdays.ordering import one_order
from tests.analyzer.shopdays.telling import Teller


def remember(teller: Teller, weeks: int) -> None:
    """A few visits and orders on days of the weeks before, marked as history."""
    begun = len(teller.events)
    for week in range(1, weeks + 1):
        for number in range(3):
            then = teller.moment() - timedelta(days=7 * week)
            visit(teller, then, f"u{teller.chance.randrange(PEOPLE)}")
            one_order(teller, f"h{week}-{number}", then)
    for event in teller.events[begun:]:
        event["history"] = True
