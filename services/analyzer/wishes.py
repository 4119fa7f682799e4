"""What visitors show beside page views: the measures it counts under, and kinds of windows (metrics.md M2, M10)."""

from typing import NamedTuple

FINE, DAILY = "mhd", "d"


class Wish(NamedTuple):
    """The measures of what somebody wishes for, as a sum and as distinct visitors."""

    wishes: str
    wishers: str


WISHES = {"item.favorited": Wish("favorites", "favourers"), "cart.added": Wish("cart_adds", "carters")}
