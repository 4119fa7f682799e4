"""How long facts and rows are kept beside the windows that they went into (events.md E2, metrics.md M0).

A fact changes its windows for 40 days after its day (P, `late_days`); reviews, inquiries and orders keep their identity
for 400 days (P, `identity_days`), so that one told again is not counted again; a row may restate its key for 400 days.
Whatever a shop sets, nothing goes while it can still change a figure.
"""

from collections.abc import Callable
from typing import NamedTuple

from services.analyzer.entities.visitors import KEPT as BEHAVIOUR
from services.analyzer.entities.visits import USUAL
from services.analyzer.moments import DAY, SECOND
from services.analyzer.options import Options

TOLD_TOGETHER = (
    4 * DAY
)  # some days beyond the reach from the end of the day, for what is told in the same window
ROW = 400 * DAY
LOOKED_BACK = 35 * DAY  # payments are kept for so long beyond the days in which they make no new buyer
UNATTRIBUTED = 10 * DAY  # the last days of an order's reach in which nobody knows its visitor any more


class Keeping(NamedTuple):
    """For how many seconds a shop keeps facts, identities, orders, rows, page views of a visitor, a visitor."""

    fact: int
    identity: int
    order: int
    row: int
    views: int
    visitor: int


def keeping(options: Options, late: int, now: int) -> Keeping:
    """What a shop keeps at an epoch second; `late` is how far back facts may reach, in seconds."""
    fact = late + TOLD_TOGETHER
    identity = max(options.identity.at(now * SECOND), fact)
    order = max(identity, max(options.new_buyer_days.values) * DAY + LOOKED_BACK)
    views = BEHAVIOUR + max(USUAL.recent_us // SECOND, late - UNATTRIBUTED)
    return Keeping(fact, identity, order, ROW, views, max(views, BEHAVIOUR + options.recent_us // SECOND))


KEPT: dict[str, Callable[[Keeping, str], int]] = {
    "aftersale": lambda kept, name: kept.identity if name.startswith("review:") else kept.fact,
    "chat": lambda kept, inquiry_id: kept.fact,
    "silence": lambda kept, day: kept.row,
    "lost": lambda kept, day: kept.row,
    "sales": lambda kept, day: kept.row,
    "change": lambda kept, name: kept.fact,
    "slot": lambda kept, item: kept.fact,
    "rank": lambda kept, item_and_keyword: kept.fact,
    "traffic": lambda kept, day: kept.row,
    "ads": lambda kept, day_and_source: kept.row,
    "keyword": lambda kept, day: kept.row,
    "impression": lambda kept, day: kept.row,
    "booked": lambda kept, day: kept.row,
    "item": lambda kept, item_id: kept.row,
    "setting": lambda kept, name: kept.row,
    "peer": lambda kept, item: kept.row,
    "activity": lambda kept, activity_id: kept.identity,
    "content": lambda kept, content_id: kept.fact,
    "task": lambda kept, task_id: kept.identity,
    "style": lambda kept, item_id: kept.row,
    "dsr": lambda kept, aspect: kept.row,
    "erased": lambda kept, digest: kept.fact,
}
"""By kind of entity: the seconds for which its facts or rows are kept after they happened and came, by its name."""
