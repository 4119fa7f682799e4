"""UCI Online Shoppers: sessions become visits with a source, a device, pages and their pace."""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

PAGES_AT_MOST = 4
PACE_SECONDS = (3, 90)
# The set numbers its traffic types without naming them: this naming is ours, by size and by how they convert.
SOURCES = {
    "2": "search",
    "1": "ppc",
    "3": "display",
    "4": "affiliate",
    "13": "offsite",
    "10": "content",
    "6": "activity_free",
    "8": "direct",
    "5": "favorites",
    "11": "cross_sell",
    "20": "showcase",
}
DEVICES = {"1": "pc", "2": "pc", "3": "mobile"}


@dataclass(frozen=True)
class Session:
    """One session of the set; `pages` by kind, `pace` is seconds a page."""

    source: str
    device: str
    is_returning: bool
    is_weekend: bool
    is_buyer: bool
    other_pages: int
    product_pages: int
    pace: int


def read_sessions(file: Path) -> list[Session]:
    with gzip.open(file, "rt", newline="") as lines:
        return [_session(raw) for raw in csv.DictReader(lines)]


class Deck:
    """Sessions to draw from, without putting back until all have been drawn."""

    def __init__(self, sessions: Sequence[Session], chance: Random) -> None:
        self._all, self._chance, self._left = list(sessions), chance, list[Session]()

    def draw(self) -> Session:
        if not self._left:
            self._left = list(self._all)
            self._chance.shuffle(self._left)
        return self._left.pop()


def pages_of(session: Session, items: Sequence[str]) -> list[str]:
    """Page by page: `home`, `list` or the item shown; capped, in the session's own mix of kinds."""
    total = max(1, session.other_pages + session.product_pages)
    shown = min(total, PAGES_AT_MOST)
    plain = min(shown - 1, round(shown * session.other_pages / total)) if session.product_pages else shown
    products = ["list" if n % 3 == 1 and shown > 2 else items[n % len(items)] for n in range(shown - plain)]
    return ["home"] * plain + products


def _session(raw: dict[str, str]) -> Session:
    other = int(raw["Administrative"]) + int(raw["Informational"])
    products = int(raw["ProductRelated"])
    seconds = sum(
        float(raw[f"{kind}_Duration"]) for kind in ("Administrative", "Informational", "ProductRelated")
    )
    shortest, longest = PACE_SECONDS
    return Session(
        SOURCES.get(raw["TrafficType"], "other"),
        DEVICES.get(raw["OperatingSystems"], "other"),
        raw["VisitorType"] == "Returning_Visitor",
        raw["Weekend"] == "TRUE",
        raw["Revenue"] == "TRUE",
        other,
        products,
        max(shortest, min(longest, round(seconds / max(1, other + products)))),
    )
