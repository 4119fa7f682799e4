"""What decides, beside the event itself, where a scope counts it."""

from typing import NamedTuple

from services.contracts.catalogue.behind.shared import ATTRIBUTION, RETURNING, TRAFFIC


class Decides(NamedTuple):
    """What decides, beside the event itself, under which value of a scope key it is counted, and how far back."""

    types: tuple[str, ...]
    days_before: int
    option: str = ""


_WAYS = ("page.viewed", TRAFFIC)
DECIDES: dict[str, Decides] = {
    "traffic_source": Decides(_WAYS, 1),
    "device": Decides(_WAYS, 1),
    "visitor_class": Decides(_WAYS, 31, RETURNING),
    "agent_id": Decides(("inquiry.opened",), 2, ATTRIBUTION),
    "promo_id": Decides(("promo.published", "promo.changed", "promo.withdrawn"), 0),
    "category_id": Decides(("item.listed",), 0),
}

# Scope keys whose value hangs on more than the events that name it: a visit's first page, the rank among all items.
TOGETHER: dict[str, frozenset[str]] = {
    "bounce_rate": frozenset({"item_id"}),
    "dwell_seconds": frozenset({"item_id"}),
    "item_rank": frozenset({"item_id"}),
    "hot_item_rank": frozenset({"item_id"}),
    "main_value_per_buyer": frozenset({"item_id"}),
    "excluded_orders": frozenset({"reason"}),
    "return_reason_share": frozenset({"reason"}),
}
