"""Market and launch (metrics.md M10)."""

from datetime import date, timedelta

from tests.analyzer.oracle import promos
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.traffic import item_visitors
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window

LOOK_BACK = 3  # days


def acted(kind: str) -> Formula:
    """ "Events. Live"."""

    def count(shop: Shop, scope: Scope, window: Window) -> int:
        item = scope.get("item_id")
        return sum(e.at in window and item in (None, e.data["item_id"]) for e in shop.facts(kind))

    return count


def fav_cart_rate(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "(Visitors who favourited + visitors who added to cart) / `item_visitors`; a visitor counts once in each"."""
    kinds = ("item.favorited", "cart.added")
    acting = sum(
        len(
            {
                event.data["visitor_id"]
                for event in shop.facts(kind)
                if event.at in window and event.data["item_id"] == scope["item_id"]
            }
        )
        for kind in kinds
    )
    return Share(acting, item_visitors(shop, scope, window))


def peer_count(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Active peers"."""
    return sum(peer["active"] for peer in shop.settings("competitor.set", window.last))


def observed(shop: Shop, window: Window, days: int) -> list[Event]:
    """Observations of the last days that end with a day."""
    last = shop.day(window.start)
    wanted = {str(last - timedelta(days=back)) for back in range(days)}
    return [row for row in shop.rows("competitor.observed") if row.data["day"] in wanted]


def peer_price_moves(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Peer items whose price differs from their previous observed day"."""
    return sum(
        (before := previous(shop, row)) is not None and before.data["price_minor"] != row.data["price_minor"]
        for row in observed(shop, window, 1)
    )


def previous(shop: Shop, row: Event) -> Event | None:
    earlier = [
        other
        for other in shop.rows("competitor.observed")
        if item_of(other) == item_of(row)
        and date.fromisoformat(other.data["day"]) < date.fromisoformat(row.data["day"])
    ]
    return max(earlier, key=lambda other: other.data["day"]) if earlier else None


def item_of(row: Event) -> tuple[str, str]:
    return row.data["competitor_id"], row.data["peer_item_id"]


def own_price(shop: Shop, scope: Scope, window: Window) -> int | None:
    """ "The lower of the latest listed or changed price and a live fixed-price promo"."""
    item, at = scope["item_id"], window.last
    told = [
        event
        for kind in ("item.listed", "price.changed")
        for event in shop.facts(kind)
        if event.data["item_id"] == item and event.at <= at
    ]
    if not told:
        return None
    prices = [max(told, key=lambda event: event.order).data["price_minor"]]
    for promo in promos.known(shop):
        definition = promos.definition(shop, promo, at)
        if definition is None or definition["kind"] != "fixed_price" or not promos.is_live(shop, promo, at):
            continue
        if not definition["item_ids"] or item in definition["item_ids"]:
            prices.append(definition["price_minor"])
    return min(prices)


def same_style(shop: Shop, scope: Scope, window: Window) -> list[Event]:
    """ "Observations of the last 3 days with `same_style_of` = item"."""
    found = observed(shop, window, LOOK_BACK)
    return [row for row in found if row.data.get("same_style_of") == scope["item_id"]]


def peer_price_ratio(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Lowest `price_minor` ... / `own_price`"."""
    rows, own = same_style(shop, scope, window), own_price(shop, scope, window)
    return Share(min(row.data["price_minor"] for row in rows), own) if rows and own else None


def peer_units_sold(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Sum of `units_sold_7d` of those items", each as last observed."""
    newest: dict[tuple[str, str], Event] = {}
    for row in sorted(same_style(shop, scope, window), key=lambda row: row.data["day"]):
        newest[item_of(row)] = row
    return sum(row.data.get("units_sold_7d") or 0 for row in newest.values())


def stolen_images(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct peer items with `image_stolen` in the last 3 days"."""
    return len({item_of(row) for row in same_style(shop, scope, window) if row.data.get("image_stolen")})


ANSWERS: dict[str, Formula] = {
    "favorites": acted("item.favorited"),
    "cart_adds": acted("cart.added"),
    "fav_cart_rate": fav_cart_rate,
    "peer_count": peer_count,
    "peer_price_moves": peer_price_moves,
    "own_price": own_price,
    "peer_price_ratio": peer_price_ratio,
    "peer_units_sold": peer_units_sold,
    "stolen_images": stolen_images,
}
