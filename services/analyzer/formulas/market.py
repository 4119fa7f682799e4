"""Competitors as they stand at the end of a day (metrics.md M10)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from services.analyzer.contributions.market import MILLION, UNKNOWN
from services.analyzer.entities.peers import PeerItem
from services.analyzer.formulas.formula import Formula
from services.analyzer.known import Known
from services.analyzer.panes import ROWS
from services.analyzer.standing import Standing, only_shop
from services.analyzer.values import Value, missing, ratio
from services.analyzer.views import View
from services.contracts.rounding import rounded

LISTED_DAYS = 60  # M10
SELLING_DAYS = (
    7  # the latest look of so many days tells whether an item sells (decision): it counts seven days itself
)
SELLING = 20  # units of 7 days from which an item sells (M10, P)
NAMED_MOVES = 15  # the largest moves are named beside their number; a row's parts hold at most 20 (E0)
NO_SEASON = "none"


class Season(NamedTuple):
    """The peers that listed items of a season class, and those of them that sell one."""

    name: str
    listed: int
    selling: int


def active_peers(known: Known, at: int) -> dict[str, dict[str, Any]]:
    """What is in force of the watched shops at an epoch second, by competitor."""
    stated = {
        name.split("|", 1)[1]: settings.at(at)
        for name, settings in known.all("setting").items()
        if name.startswith("competitor.set|")
    }
    return {peer: said for peer, said in stated.items() if said is not None and said["active"]}


def peer_count(view: View) -> Value:
    """Watched shops; how many are better and how many are peers stand beside it."""
    peers = active_peers(view.known, view.end - 1)
    relations = Counter(said["relation"] for said in peers.values())
    return Value(len(peers), beside={"better": relations["better"], "peer": relations["peer"]})


def seasons(view: View) -> list[Season]:
    """What the watched shops have listed of each season in the last 60 days, the season most of them listed first."""
    known, peers = view.known, active_peers(view.known, view.end - 1)
    today = known.last_day(view.end).date
    first = str(known.calendar.days_on(today, 1 - LISTED_DAYS).date)
    listed: dict[str, set[str]] = {}
    selling: dict[str, set[str]] = {}
    for name, peer in known.all("peer").items():
        shop = name.split(" ", 1)[0]
        if peer.listed is None or shop not in peers or peer.listed.season == NO_SEASON:
            continue
        if first <= peer.listed.day <= str(today):
            listed.setdefault(peer.listed.season, set()).add(shop)
        if _sells(known, view.end, peer):
            selling.setdefault(peer.listed.season, set()).add(shop)
    found = [Season(s, len(who), len(who & selling.get(s, set()))) for s, who in listed.items()]
    return sorted(found, key=lambda season: (-season.listed, season.name))


def _sells(known: Known, end: int, peer: PeerItem) -> bool:
    today = known.last_day(end).date
    looks = peer.between(str(known.calendar.days_on(today, 1 - SELLING_DAYS).date), str(today))
    told = [look.units for _, look in looks if look.units is not None]
    return bool(told) and told[0] >= SELLING


def peers_listed_share(view: View) -> Value:
    """Watched shops that have listed the season over all watched; the season is the one that most of them listed."""
    found, peers = seasons(view), len(active_peers(view.known, view.end - 1))
    value = ratio(found[0].listed if found else 0, peers)
    return value._replace(label=found[0].name if found else None, beside=_by_season(found, peers))


def peers_selling_share(view: View) -> Value:
    """Of the shops that have listed the season, those that sell an item of it."""
    found, peers = seasons(view), len(active_peers(view.known, view.end - 1))
    if not found:
        return missing("zero_denominator", peers=peers)
    value = ratio(found[0].selling, found[0].listed)
    return value._replace(label=found[0].name, beside=_by_season(found, peers))


def _by_season(found: list[Season], peers: int) -> dict[str, Any]:
    beside: dict[str, Any] = {"peers": peers}
    for season in found:
        beside |= {f"{season.name}_listed": season.listed, f"{season.name}_selling": season.selling}
    return beside


def peer_price_moves(view: View) -> Value:
    """Competing items that cost something else than when they were seen before; up and down, and the largest moves.

    Nobody looked: nothing is known.
    """
    if not view.sum(ROWS):
        return missing("no_data")
    up, down = list(_moves(view, "up ")), list(_moves(view, "down "))
    largest = sorted([*up, *down], key=lambda move: (-abs(move[1]), move[0]))[:NAMED_MOVES]
    beside = {
        "up": len(up),
        "down": len(down),
        **{f"move {name}": rounded(m, MILLION) for name, m in largest},
    }
    return Value(len(up) + len(down), beside=beside)


def _moves(view: View, way: str) -> Iterator[tuple[str, int]]:
    for named, times in view.sums(way).items():
        size, name = named.split(" ", 1)
        if times:
            yield name, 0 if size == UNKNOWN else int(size)


FORMULAS: dict[str, Formula] = {
    "peer_count": Formula("market", (), peer_count),
    "peers_listed_share": Formula("market", (), peers_listed_share),
    "peers_selling_share": Formula("market", (), peers_selling_share),
    "peer_price_moves": Formula("moves", (), peer_price_moves),
}
STANDING = (Standing("market", ("d",), only_shop),)
