"""Rows that other systems report, and booked costs (events.md E8)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.fields import Count, Data, Day, Dec, Id, Keyword, Money, Rating, RowData, SignedMoney
from services.contracts.vocabulary import (
    Audience,
    CostKind,
    Device,
    DsrAspect,
    LostReason,
    Reporter,
    VisitorClass,
)


class TrafficReportedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `traffic.reported`."""

    hour: Annotated[int, Meta(ge=0, le=23)] | None = None
    traffic_source: Id | None = None
    device: Device | None = None
    visitor_class: VisitorClass | None = None
    item_id: Id | None = None
    visitors: Count
    visits: Count | None = None
    page_views: Count | None = None
    one_page_visits: Count | None = None
    one_page_visitors: Count | None = None
    dwell_seconds: Count | None = None
    buyers: Count | None = None
    orders: Count | None = None
    gmv_minor: Money | None = None


class TrafficReported(Envelope, frozen=True, kw_only=True, tag="traffic.reported"):
    """流量快照: Traffic as the platform counts it."""

    CLASS = "R"
    KEY = ("day", "hour", "traffic_source", "device", "visitor_class", "item_id")

    data: TrafficReportedData


class SalesReportedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `sales.reported`."""

    reporter: Reporter
    visitors: Count | None = None
    buyers: Count | None = None
    orders: Count | None = None
    units: Count | None = None
    gmv_minor: Money | None = None


class SalesReported(Envelope, frozen=True, kw_only=True, tag="sales.reported"):
    """销售核对数: Another system's own total: 生意参谋, the service log, the ad log."""

    CLASS = "R"
    KEY = ("day", "reporter")

    data: SalesReportedData


class AdReportedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `ad.reported`."""

    hour: Annotated[int, Meta(ge=0, le=23)] | None = None
    traffic_source: Id
    campaign_id: Id | None = None
    item_id: Id | None = None
    keyword: Keyword | None = None
    placement: Id | None = None
    impressions: Count
    clicks: Count
    cost_minor: Money
    orders: Count | None = None
    buyers: Count | None = None
    gmv_minor: Money | None = None
    avg_position: Dec | None = None


class AdReported(Envelope, frozen=True, kw_only=True, tag="ad.reported"):
    """推广报表: What paid traffic cost and brought, as reported."""

    CLASS = "R"
    KEY = ("day", "hour", "traffic_source", "campaign_id", "item_id", "keyword", "placement")

    data: AdReportedData


class KeywordReportedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `keyword.reported`."""

    keyword: Keyword
    item_id: Id | None = None
    impressions: Count | None = None
    visitors: Count
    buyers: Count
    orders: Count | None = None
    gmv_minor: Money | None = None


class KeywordReported(Envelope, frozen=True, kw_only=True, tag="keyword.reported"):
    """搜索词报表: What a search word brought, as reported."""

    CLASS = "R"
    KEY = ("day", "keyword", "item_id")

    data: KeywordReportedData


class ImpressionReportedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `impression.reported`."""

    item_id: Id
    placement: Id | None = None
    impressions: Count
    clicks: Count


class ImpressionReported(Envelope, frozen=True, kw_only=True, tag="impression.reported"):
    """主图展现报表: How often a main image was shown and clicked."""

    CLASS = "R"
    KEY = ("day", "item_id", "placement")

    data: ImpressionReportedData


class RankObservedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `rank.observed`."""

    item_id: Id
    keyword: Keyword
    position: Count | None = None


class RankObserved(Envelope, frozen=True, kw_only=True, tag="rank.observed"):
    """搜索排名: Where an item stood in a search."""

    CLASS = "R"
    KEY = ("day", "item_id", "keyword")

    data: RankObservedData


class LostReportedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `lost.reported`."""

    item_id: Id | None = None
    to_shop: Annotated[str, Meta(max_length=100)] | None = None
    lost_buyers: Count
    lost_amount_minor: Money
    reason: LostReason


class LostReported(Envelope, frozen=True, kw_only=True, tag="lost.reported"):
    """流失客户: Viewers who bought elsewhere."""

    CLASS = "R"
    KEY = ("day", "item_id", "to_shop", "reason")

    data: LostReportedData


class DsrObservedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `dsr.observed`."""

    aspect: DsrAspect
    value: Rating
    peer_gap: Dec | None = None


class DsrObserved(Envelope, frozen=True, kw_only=True, tag="dsr.observed"):
    """动态评分: The seller rating of one aspect."""

    CLASS = "R"
    KEY = ("day", "aspect")

    data: DsrObservedData


class CostBookedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `cost.booked`."""

    cost_id: Id
    day: Day
    cost_kind: CostKind
    amount_minor: SignedMoney
    traffic_source: Id | None = None
    activity_id: Id | None = None
    audience: Audience


class CostBooked(Envelope, frozen=True, kw_only=True, tag="cost.booked"):
    """费用入账: Costs outside `ad.reported`: commission, slot fee, gifts, content. Never both for
    the same spend.
    """

    KEY = ("cost_id",)

    data: CostBookedData
