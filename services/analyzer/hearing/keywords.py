"""Reported search words and main image impressions (events.md E8)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from services.analyzer.contributions.keywords import images, words
from services.analyzer.entities.reports import ReportDay
from services.analyzer.hearing.reports import hear_row, reported
from services.analyzer.moments import LocalDay
from services.analyzer.panes import PaneKey
from services.analyzer.shop import Shop

WORD_FIGURES = {"visitors": "visitors", "buyers": "buyers", "orders": "orders"}
LOOKED_BACK = 14  # days of the rolling windows of keywords
IMAGE_FIGURES = {"impressions": "impressions", "clicks": "clicks"}


def hear_word(shop: Shop, event: Any) -> None:
    """A row of a report on search words; the first one of a day takes the place of what its orders say."""
    day: ReportDay = shop.entity("keyword", str(event.data.day))
    local = shop.calendar.day_of(event.data.day)
    if not day.size:
        _say_words_anew(shop, local)
    row = reported(event, ("item_id", "keyword"), WORD_FIGURES)
    hear_row(shop, event, day, row, partial(words, local.spans["d"]))


def _say_words_anew(shop: Shop, local: LocalDay) -> None:
    looking_back = [shop.calendar.days_on(local.date, -back).start for back in range(LOOKED_BACK)]
    windows = [
        *((kind, local.spans[kind].start) for kind in "dw"),
        *(("r14", start) for start in looking_back),
    ]
    for kind, start in windows:
        for scope in sorted(shop.windows.book.windows.get(("s", kind, start), ())):
            if any(name == "keyword" for name, _ in scope):
                key = PaneKey("s", kind, start, scope)
                shop.windows.stir(key, shop.windows.book.panes[key])


def hear_image(shop: Shop, event: Any) -> None:
    """A row of a report on main images."""
    day: ReportDay = shop.entity("impression", str(event.data.day))
    span = shop.calendar.day_of(event.data.day).spans["d"]
    row = reported(event, ("item_id", "placement"), IMAGE_FIGURES)
    hear_row(shop, event, day, row, partial(images, span))


HEARD: dict[str, Callable[[Shop, Any], None]] = {
    "keyword.reported": hear_word,
    "impression.reported": hear_image,
}
