"""Words for competitors, listings and prices in the stories."""

from datetime import date, timedelta
from typing import Any

from tests.stories.player import Player


def midnight_after(day: str) -> str:
    """The moment up to which a complete row of a day runs."""
    return f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00+08:00"


def watch(play: Player, peer: str, relation: str = "peer", since: str = "2026-11-01", **more: Any) -> None:
    """A shop is watched from a day on."""
    said = {"home_url": f"https://{peer}.example", "similar_style": True, "active": True, "revision": 1}
    effective = {"effective_from": f"{since}T00:00:00+08:00"}
    play.say("competitor.set", competitor_id=peer, relation=relation, **{**said, **effective, **more})


def peer_lists(play: Player, peer: str, item: str, season: str = "spring", day: str = "2026-11-10") -> None:
    """A watched shop lists an item."""
    play.say(
        "competitor.item.listed", competitor_id=peer, peer_item_id=item, season_class=season, listed_day=day
    )


def look(play: Player, peer: str, item: str, day: str, price: int, **more: Any) -> None:
    """One look at a competing item."""
    row = {"as_of": more.pop("as_of", midnight_after(day)), "revision": more.pop("revision", 1)}
    said = {"competitor_id": peer, "peer_item_id": item, "price_minor": price}
    play.say("competitor.observed", envelope=more.pop("envelope", None), day=day, **row, **said, **more)


def list_item(play: Player, item: str, price: int, **more: Any) -> None:
    """An own item goes on sale."""
    said = {"listing_id": f"l-{item}", "title": item, "price_minor": price}
    play.say("item.listed", envelope=more.pop("envelope", None), item_id=item, **{**said, **more})


def change_price(play: Player, number: int, item: str, price: int, **more: Any) -> None:
    """The price of an own item is changed."""
    envelope = more.pop("envelope", None)
    play.say(
        "price.changed", envelope=envelope, change_id=f"c{number}", item_id=item, price_minor=price, **more
    )
