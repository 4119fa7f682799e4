"""Words for stock in the stories: counts, and the sales of earlier days."""

from datetime import datetime, timedelta

from tests.stories.orders import line_of
from tests.stories.player import Player, moment


def counted(play: Player, number: int, on_hand: int, item: str = "i1", **envelope: object) -> None:
    """Somebody counted an item's units."""
    data = {"adjustment_id": f"k{item}{number}", "item_id": item, "delta": 0, "reason": "count"}
    play.say("stock.adjusted", envelope=envelope, on_hand=on_hand, **data)


def sold_before(
    play: Player, units: list[int], item: str = "i1", until: str | datetime | None = None
) -> None:
    """Units of an item on the days before today (or before `until`), the last entry yesterday, told as history."""
    midnight = moment(until or play.now).replace(hour=0, minute=0, second=0)
    for back, qty in enumerate(reversed(units), 1):
        noon = midnight - timedelta(days=back) + timedelta(hours=12)
        envelope = {"time": noon, "history": True}
        if qty:
            order = {"order_id": f"{item}-{noon.date()}", "amount_minor": 100 * qty}
            play.say("order.paid", envelope=envelope, lines=[line_of(item, 100, qty)], **order)
        else:
            quiet = {"view_id": f"v{item}-{noon.date()}", "visitor_id": "u1", "page_type": "home"}
            play.say("page.viewed", envelope=envelope, **quiet)
