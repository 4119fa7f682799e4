"""What visitors do (events.md E3)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.fields import Count, Data, Id, Keyword, Qty
from services.contracts.vocabulary import Device, PageType


class PageViewedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `page.viewed`."""

    view_id: Id
    visitor_id: Id
    visit_id: Id | None = None
    buyer_id: Id | None = None
    page_type: PageType
    item_id: Id | None = None
    traffic_source: Id | None = None
    keyword: Keyword | None = None
    activity_id: Id | None = None
    promo_id: Id | None = None
    device: Device | None = None
    is_returning: bool | None = None


class PageViewed(Envelope, frozen=True, kw_only=True, tag="page.viewed"):
    """浏览页面: A page was shown. Item page: `page_type` = `item` with `item_id`."""

    KEY = ("view_id",)

    data: PageViewedData


class PagePingedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `page.pinged`."""

    view_id: Id
    visitor_id: Id
    seq: Count
    active_seconds: Annotated[int, Meta(ge=1, le=60)]


class PagePinged(Envelope, frozen=True, kw_only=True, tag="page.pinged"):
    """页面心跳: The page was in front and in use since the last ping."""

    KEY = ("view_id", "seq")

    data: PagePingedData


class ItemFavoritedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `item.favorited`."""

    visitor_id: Id
    item_id: Id
    action_id: Id
    traffic_source: Id | None = None


class ItemFavorited(Envelope, frozen=True, kw_only=True, tag="item.favorited"):
    """收藏: A visitor put an item among the favourites."""

    KEY = ("action_id",)

    data: ItemFavoritedData


class CartAddedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `cart.added`."""

    visitor_id: Id
    item_id: Id
    qty: Qty
    action_id: Id
    traffic_source: Id | None = None


class CartAdded(Envelope, frozen=True, kw_only=True, tag="cart.added"):
    """加购: A visitor put units of an item into the cart."""

    KEY = ("action_id",)

    data: CartAddedData


class CheckoutStartedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `checkout.started`."""

    visitor_id: Id
    action_id: Id


class CheckoutStarted(Envelope, frozen=True, kw_only=True, tag="checkout.started"):
    """进入结算: A visitor began to check out."""

    KEY = ("action_id",)

    data: CheckoutStartedData
