"""What was seen of competing items, look by look, and which of them look like an own item (events.md E9)."""

from typing import NamedTuple

import msgspec

from services.analyzer.entities.facts import Told, replaces, replaces_row
from services.analyzer.moments import SECOND


class Look(msgspec.Struct, array_like=True, gc=False):
    """One look at a competing item on one day; price in minor units."""

    told: Told
    as_of_us: int
    price: int
    units: int | None
    same_style_of: str | None
    is_stolen: bool


class Listing(msgspec.Struct, array_like=True, gc=False):
    """That a peer listed the item; `day` as text."""

    told: Told
    season: str
    day: str


class Move(NamedTuple):
    """A price that differs from the one of the day on which the item was seen before."""

    before: int
    after: int


class PeerItem(msgspec.Struct, gc=False):
    """One item of a competitor: its looks by day, and its listing."""

    looks: dict[str, Look] = {}
    listed: Listing | None = None

    def hear(self, day: str, look: Look) -> bool:
        """Take in a look; True when it is the one of its day: latest as_of, then highest revision."""
        old = self.looks.get(day)
        if old is not None:
            if look.as_of_us < old.as_of_us:
                return False
            if look.as_of_us == old.as_of_us and not replaces_row(look.told, old.told):
                return False
        self.looks[day] = look
        return True

    def hear_listed(self, listing: Listing) -> bool:
        """Take in a listing; True when it is the telling that counts."""
        if not replaces(listing.told, None if self.listed is None else self.listed.told):
            return False
        self.listed = listing
        return True

    def move(self, day: str) -> Move | None:
        """How the price of a day differs from the one of the previous day on which the item was seen (M10)."""
        now, before = self.looks.get(day), max((d for d in self.looks if d < day), default=None)
        if now is None or before is None or self.looks[before].price == now.price:
            return None
        return Move(self.looks[before].price, now.price)

    def after(self, day: str) -> str | None:
        """The next day on which the item was seen."""
        return min((d for d in self.looks if d > day), default=None)

    def between(self, first: str, last: str) -> list[tuple[str, Look]]:
        """The looks of the days from `first` to `last`, latest first."""
        return sorted(((day, look) for day, look in self.looks.items() if first <= day <= last), reverse=True)

    @property
    def size(self) -> int:
        """How much is kept."""
        return len(self.looks) + (self.listed is not None)

    def forget(self, before: int) -> None:
        """Drop looks, and the listing, that both speak of and came in a time before an epoch second."""
        self.looks = {d: look for d, look in self.looks.items() if _is_kept(look.told, look.as_of_us, before)}
        if self.listed is not None and not _is_kept(self.listed.told, self.listed.told.time_us, before):
            self.listed = None


class Style(msgspec.Struct, gc=False):
    """The competing items that were seen to look like one own item, with the last day of that."""

    peers: dict[str, str] = {}
    seen_at: int = 0  # arrival of the latest look, epoch second

    @property
    def size(self) -> int:
        """How many are kept."""
        return len(self.peers)

    def forget(self, before: int) -> None:
        """Drop all when nothing came since an epoch second."""
        if self.seen_at < before:
            self.peers = {}


def _is_kept(telling: Told, us: int, before: int) -> bool:
    return max(us // SECOND, telling.arrived) >= before
