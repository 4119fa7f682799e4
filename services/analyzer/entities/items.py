"""One item as it is listed: its listings and prices by the moment (machine `item` of events.md E13)."""

from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.moments import SECOND

LISTED, DELISTED, PRICED = "listed", "delisted", "priced"


class Item(Ledger, gc=False):
    """Listings, delistings, prices and other changes of an item, by kind and key."""

    def listing(self, us: int) -> Fact | None:
        """The latest listing until a moment (microseconds), over or not."""
        return _last(self._until(LISTED, us))

    def is_listed(self, us: int) -> bool:
        """Whether the item is on sale at a moment: by the latest event; at the same time delisted wins."""
        listing, off = self.listing(us), _last(self._until(DELISTED, us))
        if listing is None:
            return False
        ends = listing.said["delist_us"]
        is_off = off is not None and off.told.time_us >= listing.told.time_us
        return not is_off and (ends is None or us < ends)

    def price(self, us: int) -> int | None:
        """The latest listed or changed price until a moment, of whichever sku (M10), in minor units."""
        latest = _last([*self._until(LISTED, us), *self._until(PRICED, us)])
        price: int | None = None if latest is None else latest.said["price"]
        return price

    def forget(self, before: int) -> None:
        """Drop what is over since an epoch second; the last of each kind and sku stays while the item is on sale."""
        last: dict[tuple[str, str], tuple[tuple[int, str], str]] = {}
        if self.is_listed(before * SECOND) or any(_at(fact) >= before for fact in self.facts.values()):
            for name, fact in self.facts.items():
                about = (name.split(":", 1)[0], fact.said.get("sku") or "")
                last[about] = max(last.get(about, (fact.order, name)), (fact.order, name))
        kept = {name for _, name in last.values()}
        self.facts = {n: fact for n, fact in self.facts.items() if n in kept or _at(fact) >= before}

    def _until(self, kind: str, us: int) -> list[Fact]:
        return [fact for fact in self.of_kind(kind) if fact.told.time_us <= us]


def _last(facts: list[Fact]) -> Fact | None:
    return max(facts, key=lambda fact: fact.order, default=None)


def _at(fact: Fact) -> int:
    return max(fact.told.at, fact.told.arrived)
