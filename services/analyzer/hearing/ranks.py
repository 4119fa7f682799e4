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
    name = "|".join(named.values())
    ranks: Ranks = shop.entity("rank", name)
    _index(shop, name, named)
    since = midnight(shop, event.data.day)
    if not ranks.hear(row) or shop.arrival(event).at > since + shop.clock.late.of(since):
        return
    for here in (scope(**named), *(scope(**{name: value}) for name, value in named.items())):
        shop.stand(event, "rank", here, since)


def index_ranks(shop: Shop) -> None:
    """After a restore or a clean-up: under which names the ranks of an item, or of a keyword, are kept."""
    shop.rank_names.clear()
    ranks: Ranks
    for name, ranks in shop.entities["rank"].items():
        for row in ranks.rows.values():
            _index(shop, name, row.dimensions)


def _index(shop: Shop, name: str, named: dict[str, str]) -> None:
    for key in ("item_id", "keyword"):
        shop.rank_names.setdefault((key, named[key]), set()).add(name)


HEARD: dict[str, Callable[[Shop, Any], None]] = {"rank.observed": hear_rank}
