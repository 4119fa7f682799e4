"""What an item's stock means for whoever orders it (metrics.md M6); pure, in whole units and exact fractions."""

from typing import NamedTuple

LEAD_DAYS = 7  # where no supplier's lead time was told (P)
RESERVE_DAYS = 7  # an order covers so many days beyond the lead time
SLOW_COVER_DAYS = 60  # with more days of cover an item is slow (P)
SLOW_DAYS = 30  # as is one of which no unit was sold in so many days (P)


class Shelf(NamedTuple):
    """One item at the end of a window: `sold` units in `days` closed days (days 0: too few to say a mean)."""

    on_hand: int  # negative when more was sold than there was
    sold: int
    days: int
    has_sold: bool  # any unit in the last SLOW_DAYS
    lead_days: int = LEAD_DAYS
    least_order: int = 0

    @property
    def has_mean(self) -> bool:
        """Whether there is a mean to divide by."""
        return self.days > 0 and self.sold > 0

    @property
    def state(self) -> str:
        """`out`, `low`, `slow` or `ok`, tested in this order."""
        if self.on_hand <= 0:
            return "out"
        if self.has_mean and self.on_hand * self.days < self.lead_days * self.sold:
            return "low"
        is_ample = self.has_mean and self.on_hand * self.days > SLOW_COVER_DAYS * self.sold
        return "slow" if is_ample or not self.has_sold else "ok"

    @property
    def reorder(self) -> int | None:
        """Units to order; 0 when slow or when there is enough; None when nobody knows how much is sold."""
        if self.state == "slow":
            return 0
        if not self.days:
            return None
        needed = -(-self.sold * (self.lead_days + RESERVE_DAYS) // self.days) - self.on_hand
        return max(needed, self.least_order) if needed > 0 else 0
