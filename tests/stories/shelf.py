"""Words for the shelf in the stories: listings, page changes, visitors of an item's page."""

from tests.stories.player import Player


def listed(play: Player, item: str, category: str | None = None, **envelope: object) -> None:
    """An item went on sale."""
    data = {"listing_id": f"l{item}", "item_id": item, "title": item, "price_minor": 100}
    play.say(
        "item.listed", envelope=envelope, **data, **({} if category is None else {"category_id": category})
    )


def delisted(play: Player, item: str, **envelope: object) -> None:
    """An item was taken off sale."""
    play.say("item.delisted", envelope=envelope, listing_id=f"off{item}", item_id=item)


def seen(play: Player, item: str, visitors: int, when: str) -> None:
    """So many visitors saw an item's page, all at one moment, told now as history."""
    told = {"time": when, "history": True}
    view = {"page_type": "item", "item_id": item, "traffic_source": "search"}
    lines = [
        play.line("page.viewed", {"view_id": f"{item}{when}{n}", "visitor_id": f"u{n}", **view}, **told)
        for n in range(visitors)
    ]
    play.send(lines)


def configured(
    play: Player, since: str = "2026-01-01T00:00:00+08:00", revision: int = 1, **more: object
) -> None:
    """The shop's settings."""
    play.say(
        "shop.configured",
        timezone="Asia/Shanghai",
        currency="CNY",
        effective_from=since,
        revision=revision,
        **more,
    )
