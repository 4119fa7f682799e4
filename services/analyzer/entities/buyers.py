"""One buyer: paid orders by day (they share one traffic source) and pre-sale inquiries."""

import msgspec

from services.analyzer.entities.facts import Told


class Inquiry(msgspec.Struct, array_like=True, gc=False):
    """One pre-sale inquiry."""

    told: Told
    agent_id: str | None
    item_id: str | None
    traffic_source: str | None


class Buyer(msgspec.Struct, gc=False):
    """All that is known of one buyer of one shop; payments in microseconds by order."""

    orders: dict[str, int] = {}  # every order heard of, at the earlier of created and paid
    payments: dict[str, int] = {}
    inquiries: dict[str, Inquiry] = {}
    seen_at: int = 0

    def conversion(self, opened_us: int, within_us: int) -> int | None:
        """The first payment within so many microseconds of an inquiry, both ends included (M7)."""
        last = opened_us + within_us
        return min((paid for paid in self.payments.values() if opened_us <= paid <= last), default=None)
