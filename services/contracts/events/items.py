"""Items, prices and stock (events.md E5)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.fields import Count, Data, Id, Int, Money, SettingData, Time
from services.contracts.vocabulary import Lever, SeasonClass, StockReason


class ItemListedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `item.listed`."""

    listing_id: Id
    item_id: Id
    title: Annotated[str, Meta(max_length=200)]
    category_id: Id | None = None
    season_class: SeasonClass | None = None
    price_minor: Money
    is_new: bool | None = None
    delist_at: Time | None = None


class ItemListed(Envelope, frozen=True, kw_only=True, tag="item.listed"):
    """上架: An item went on sale."""

    KEY = ("listing_id",)

    data: ItemListedData


class ItemDelistedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `item.delisted`."""

    listing_id: Id
    item_id: Id


class ItemDelisted(Envelope, frozen=True, kw_only=True, tag="item.delisted"):
    """下架: An item was taken off sale."""

    KEY = ("listing_id",)

    data: ItemDelistedData


class ItemChangedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `item.changed`."""

    change_id: Id
    item_id: Id
    lever: Lever
    person_id: Id | None = None
    task_id: Id | None = None


class ItemChanged(Envelope, frozen=True, kw_only=True, tag="item.changed"):
    """宝贝修改: A lever of an item (glossary G4) was moved: title 标题, main image 主图, schedule 上下架时间,
    gift 赠品, postage 邮费, bid 出价 and so on.
    """

    KEY = ("change_id",)

    data: ItemChangedData


class PageChangedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `page.changed`."""

    change_id: Id
    lever: Lever
    item_id: Id | None = None
    person_id: Id | None = None
    task_id: Id | None = None


class PageChanged(Envelope, frozen=True, kw_only=True, tag="page.changed"):
    """页面修改: A detail page 详情页 or the shop decoration 店铺装修 was changed."""

    KEY = ("change_id",)

    data: PageChangedData


class PriceChangedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `price.changed`."""

    change_id: Id
    item_id: Id
    sku_id: Id | None = None
    old_price_minor: Money | None = None
    price_minor: Money


class PriceChanged(Envelope, frozen=True, kw_only=True, tag="price.changed"):
    """改价: The price of an item changed."""

    KEY = ("change_id",)

    data: PriceChangedData


class SlotChangedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `slot.changed`."""

    change_id: Id
    item_id: Id
    occupied: bool
    slots_total: Count


class SlotChanged(Envelope, frozen=True, kw_only=True, tag="slot.changed"):
    """橱窗推荐变更: An item entered or left a recommended slot."""

    KEY = ("change_id",)

    data: SlotChangedData


class ItemCostSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `item.cost.set`."""

    item_id: Id
    sku_id: Id | None = None
    unit_cost_minor: Money
    min_price_minor: Money | None = None


class ItemCostSet(Envelope, frozen=True, kw_only=True, tag="item.cost.set"):
    """成本与底价: What a unit costs and the lowest price allowed."""

    CLASS = "S"
    KEY = ("item_id", "sku_id")

    data: ItemCostSetData


class StockAdjustedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `stock.adjusted`."""

    adjustment_id: Id
    item_id: Id
    sku_id: Id | None = None
    delta: Int
    on_hand: Int | None = None
    reason: StockReason


class StockAdjusted(Envelope, frozen=True, kw_only=True, tag="stock.adjusted"):
    """库存变动: The stock of an item changed."""

    KEY = ("adjustment_id",)

    data: StockAdjustedData


class SupplierLeadTimeSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `supplier.lead_time.set`."""

    item_id: Id
    lead_days: Count
    min_order_units: Count | None = None


class SupplierLeadTimeSet(Envelope, frozen=True, kw_only=True, tag="supplier.lead_time.set"):
    """供货周期: How long a supplier takes."""

    CLASS = "S"
    KEY = ("item_id",)

    data: SupplierLeadTimeSetData
