"""How long facts and rows are kept beside the windows that they went into (events.md E2, metrics.md M0).

A fact changes its windows for 40 days after its day (P); reviews, inquiries and orders keep their identity for 400 days
(P, `identity_days`), so that one told again is not counted again; a row may restate its key for 400 days.
"""

from collections.abc import Callable

from services.analyzer.moments import DAY

FACT = 44 * DAY  # the reach from the end of the day, and some days for what is told in the same window
IDENTITY = 400 * DAY
ROW = 400 * DAY

KEPT: dict[str, Callable[[str], int]] = {
    "aftersale": lambda name: IDENTITY if name.startswith("review:") else FACT,
    "chat": lambda inquiry_id: FACT,
    "lost": lambda day: ROW,
    "sales": lambda day: ROW,
    "change": lambda name: FACT,
    "slot": lambda item: FACT,
    "rank": lambda item_and_keyword: FACT,
    "traffic": lambda day: ROW,
    "ads": lambda day_and_source: ROW,
    "keyword": lambda day: ROW,
    "impression": lambda day: ROW,
    "booked": lambda day: ROW,
    "item": lambda item_id: ROW,
    "setting": lambda name: ROW,
    "peer": lambda item: ROW,
    "activity": lambda activity_id: IDENTITY,
    "content": lambda content_id: FACT,
    "task": lambda task_id: IDENTITY,
    "style": lambda item_id: ROW,
    "dsr": lambda aspect: ROW,
    "erased": lambda digest: FACT,
}
"""By kind of entity: the seconds for which its facts or rows are kept after they happened and came, by its name."""
