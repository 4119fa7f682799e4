"""What events behind a metric are, and those that metrics of several sections share."""

from typing import NamedTuple

from services.contracts.registry import INPUTS

EVERY = tuple(sorted(INPUTS))
VISITED = ("page.viewed", "item.favorited", "cart.added", "checkout.started", "order.created", "order.paid")
TRAFFIC = "traffic.reported"
NEW_BUYERS, RETURNING, ATTRIBUTION = "new_buyer_days", "returning_days", "attribution_hours"
SALE_CHANGES = ("order.created", "order.excluded")


class Behind(NamedTuple):
    """The event types of one metric.

    `counted` are those whose time (or `day`) lies in the window, or up to `days_before` days ahead of it; `linked`
    are those that decide what the counted ones are worth whenever they happen: refunds of the window's orders,
    exclusions, settings and statements. What was in force before the first record of a row is not looked for.
    `option` names the setting of a shop that the days follow where they are not the product's.
    """

    counted: tuple[str, ...]
    linked: tuple[str, ...] = ()
    days_before: int = 0
    told_before: int = 0  # days before that in which the linked ones may have been told
    option: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.counted, *self.linked)))


def linked_to(*types: str) -> Behind:
    """A metric of no event in its window, only of what was told whenever."""
    return Behind((), types)


SALES = Behind(("order.paid",), SALE_CHANGES)
CREATED = Behind(("order.created", "order.paid"), ("order.excluded",))
REFUNDED = Behind(("order.refunded",), ("order.paid", *SALE_CHANGES))
PAID_AND_REFUNDED = Behind(("order.paid",), ("order.refunded", *SALE_CHANGES))
VISITORS = Behind((*VISITED, TRAFFIC), ("order.excluded",))
ADS = Behind(("ad.reported",))
NEW_OR_NOT = Behind(("order.paid",), SALE_CHANGES, days_before=365, option=NEW_BUYERS)
