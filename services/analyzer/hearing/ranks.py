"""Where items stood in searches (events.md E8)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.deltas import scope
from services.analyzer.entities.levers import Ranks
from services.analyzer.hearing.reports import midnight, reported
from services.analyzer.shop import Shop


def hear_rank(shop: Shop, event: Any) -> None:
    """An item was looked for under a keyword, and found at a position or not at all."""
    row = reported(event, ("day", "item_id", "keyword"), {"position": "position"})
    named = {"item_id": row.dimensions["item_id"], "keyword": row.dimensions["keyword"]}
    ranks: Ranks = shop.entity("rank", "|".join(named.values()))
    since = midnight(shop, event.data.day)
    if not ranks.hear(row) or shop.arrival(event).at > since + shop.clock.late.of(since):
        return
    for here in (scope(**named), *(scope(**{name: value}) for name, value in named.items())):
        shop.stand(event, "rank", here, since)


HEARD: dict[str, Callable[[Shop, Any], None]] = {"rank.observed": hear_rank}
