"""Competitors and what was observed of them (events.md E9)."""

from collections.abc import Callable, Iterator
from typing import Any

from services.analyzer.contributions.market import price_moves
from services.analyzer.deltas import SHOP, Contributions, scope
from services.analyzer.entities.facts import told
from services.analyzer.entities.peers import Listing, Look, PeerItem, Style
from services.analyzer.hearing.reports import midnight
from services.analyzer.hearing.settings import keep
from services.analyzer.moments import SECOND
from services.analyzer.shop import Shop
from services.contracts.moments import micros


def hear_competitor(shop: Shop, event: Any) -> None:
    """A shop is watched, or no longer, from a moment on."""
    if keep(shop, event, f"competitor.set|{event.data.competitor_id}"):
        shop.stand(event, "market", SHOP, micros(event.data.effective_from) // SECOND)


def hear_peer_listed(shop: Shop, event: Any) -> None:
    """A peer listed an item of a season."""
    data = event.data
    peer: PeerItem = shop.entity("peer", _name(data))
    if peer.hear_listed(Listing(told(event), data.season_class, str(data.listed_day))):
        shop.stand(event, "market", SHOP, midnight(shop, data.listed_day))


def hear_look(shop: Shop, event: Any) -> None:
    """One look at a competing item: its price moves, and what it means for the own item that it looks like."""
    data, day = event.data, str(event.data.day)
    name = _name(data)
    peer: PeerItem = shop.entity("peer", name)
    look = Look(
        told(event),
        micros(data.as_of),
        data.price_minor,
        data.units_sold_7d,
        data.same_style_of,
        bool(data.image_stolen),
    )
    old = peer.looks.get(day)
    days = [day, peer.after(day)]
    with shop.recount(event, lambda: _moves(shop, name, peer, days)):
        is_told = peer.hear(day, look)
    if is_told:
        _resemble(shop, event, name, {look.same_style_of, old.same_style_of if old is not None else None})
        if peer.listed is not None:
            shop.stand(event, "market", SHOP, midnight(shop, day))


def _moves(shop: Shop, name: str, peer: PeerItem, days: list[str | None]) -> Iterator[Contributions]:
    for day in days:
        if day is not None and day in peer.looks:
            yield price_moves(name, midnight(shop, day), peer.move(day))


def _resemble(shop: Shop, event: Any, name: str, items: set[str | None]) -> None:
    """Remember which own items a competing one looks like, and say them anew."""
    day = str(event.data.day)
    for item_id in sorted(item for item in items if item is not None):
        style: Style = shop.entity("style", item_id)
        style.peers[name] = max(day, style.peers.get(name, day))
        style.seen_at = max(style.seen_at, micros(event.receivedat or event.time) // SECOND)
        shop.stand(event, "style", scope(item_id=item_id), midnight(shop, day))


def _name(data: Any) -> str:
    return f"{data.competitor_id} {data.peer_item_id}"


HEARD: dict[str, Callable[[Shop, Any], None]] = {
    "competitor.set": hear_competitor,
    "competitor.item.listed": hear_peer_listed,
    "competitor.observed": hear_look,
}
