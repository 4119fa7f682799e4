"""Peer shops and benchmarks (events.md E9)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.fields import Count, Data, Day, Dec, Id, Keyword, Money, RowData, SettingData, Url
from services.contracts.vocabulary import BenchmarkLevel, Relation, SeasonClass


class CompetitorSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `competitor.set`."""

    competitor_id: Id
    name: Annotated[str, Meta(max_length=100)] | None = None
    home_url: Url
    relation: Relation
    similar_style: bool
    active: bool


class CompetitorSet(Envelope, frozen=True, kw_only=True, tag="competitor.set"):
    """关注店铺: A peer shop is watched."""

    CLASS = "S"
    KEY = ("competitor_id",)

    data: CompetitorSetData


class CompetitorItemListedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `competitor.item.listed`."""

    competitor_id: Id
    peer_item_id: Id
    season_class: SeasonClass
    category_id: Id | None = None
    listed_day: Day


class CompetitorItemListed(Envelope, frozen=True, kw_only=True, tag="competitor.item.listed"):
    """同行上新: A peer listed an item."""

    KEY = ("competitor_id", "peer_item_id")

    data: CompetitorItemListedData


class CompetitorObservedData(RowData, frozen=True, kw_only=True, gc=False):
    """`data` of `competitor.observed`."""

    competitor_id: Id
    peer_item_id: Id
    price_minor: Money
    units_sold_7d: Count | None = None
    units_sold_total: Count | None = None
    same_style_of: Id | None = None
    image_stolen: bool | None = None


class CompetitorObserved(Envelope, frozen=True, kw_only=True, tag="competitor.observed"):
    """同行观察: One look at one competing item."""

    CLASS = "R"
    KEY = ("day", "competitor_id", "peer_item_id")

    data: CompetitorObservedData


class BenchmarkSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `benchmark.set`."""

    metric: Id
    level: BenchmarkLevel
    category_id: Id | None = None
    keyword: Keyword | None = None
    value: Dec
    origin: Annotated[str, Meta(max_length=100)] | None = None


class BenchmarkSet(Envelope, frozen=True, kw_only=True, tag="benchmark.set"):
    """行业基准: A figure of the industry to compare with."""

    CLASS = "S"
    KEY = ("metric", "level", "category_id", "keyword")

    data: BenchmarkSetData
