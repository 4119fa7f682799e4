"""Plans and settings (events.md E10)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.events.structures import DayFactor, SourceDef, Weight
from services.contracts.fields import (
    ClockTime,
    Count,
    Day,
    Dec,
    Id,
    Int,
    Money,
    MonthText,
    Obj,
    Ratio,
    SettingData,
    Year,
)
from services.contracts.vocabulary import Basis, BounceBy, Department, KpiPeriod, PlanMetric, ShareDimension


class ShopConfiguredData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `shop.configured`."""

    timezone: Id
    currency: Id
    money_exponent: Annotated[int, Meta(ge=0, le=6)] | None = None
    opens_at: ClockTime | None = None
    closes_at: ClockTime | None = None
    gross_margin: Ratio | None = None
    bounce_by: BounceBy | None = None
    traffic_basis: Basis | None = None
    main_item_ids: Annotated[list[Id], Meta(max_length=20)] | None = None
    attribution_hours: Count | None = None
    new_item_days: Count | None = None
    extra_sources: Annotated[list[SourceDef], Meta(max_length=40)] | None = None
    is_closed: bool | None = None
    options: Obj | None = None


class ShopConfigured(Envelope, frozen=True, kw_only=True, tag="shop.configured"):
    """店铺设定: The settings of the shop."""

    CLASS = "S"
    KEY = ()

    data: ShopConfiguredData


class PlanYearSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.year.set`."""

    plan_metric: PlanMetric
    year: Year
    target: Count
    budget_minor: Money | None = None


class PlanYearSet(Envelope, frozen=True, kw_only=True, tag="plan.year.set"):
    """年计划: The target of a year."""

    CLASS = "S"
    KEY = ("plan_metric", "year")

    data: PlanYearSetData


class PlanQuarterSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.quarter.set`."""

    plan_metric: PlanMetric
    year: Year
    quarter: Annotated[int, Meta(ge=1, le=4)]
    target: Count
    budget_minor: Money | None = None


class PlanQuarterSet(Envelope, frozen=True, kw_only=True, tag="plan.quarter.set"):
    """季度计划: The target of a quarter."""

    CLASS = "S"
    KEY = ("plan_metric", "year", "quarter")

    data: PlanQuarterSetData


class PlanMonthSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.month.set`."""

    plan_metric: PlanMetric
    month: MonthText
    target: Count
    budget_minor: Money | None = None


class PlanMonthSet(Envelope, frozen=True, kw_only=True, tag="plan.month.set"):
    """月计划: The target of a month."""

    CLASS = "S"
    KEY = ("plan_metric", "month")

    data: PlanMonthSetData


class PlanDaySetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.day.set`."""

    plan_metric: PlanMetric
    day: Day
    target: Count


class PlanDaySet(Envelope, frozen=True, kw_only=True, tag="plan.day.set"):
    """日目标: The target of a day by hand, over the split."""

    CLASS = "S"
    KEY = ("plan_metric", "day")

    data: PlanDaySetData


class PlanShareSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.share.set`."""

    dimension: ShareDimension
    department: Department | None = None
    weights: Annotated[list[Weight], Meta(min_length=1, max_length=200)]


class PlanShareSet(Envelope, frozen=True, kw_only=True, tag="plan.share.set"):
    """目标分解比例: How a target is split."""

    CLASS = "S"
    KEY = ("dimension", "department")

    data: PlanShareSetData


class PlanKpiSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.kpi.set`."""

    kpi_id: Id
    metric: Id
    department: Department
    person_id: Id | None = None
    period: KpiPeriod
    target: Dec


class PlanKpiSet(Envelope, frozen=True, kw_only=True, tag="plan.kpi.set"):
    """岗位指标: A goal on any metric for a department or a person (members, posts, inquiry conversion)."""

    CLASS = "S"
    KEY = ("kpi_id",)

    data: PlanKpiSetData


class PlanIncentiveSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.incentive.set`."""

    incentive_id: Id
    person_id: Id
    item_id: Id | None = None
    units_floor: Count
    per_unit_minor: Money
    period: KpiPeriod


class PlanIncentiveSet(Envelope, frozen=True, kw_only=True, tag="plan.incentive.set"):
    """提成规则: What a person earns per unit above a floor."""

    CLASS = "S"
    KEY = ("incentive_id",)

    data: PlanIncentiveSetData


class PlanCalendarSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.calendar.set`."""

    year: Year
    off_days: Annotated[list[Day], Meta(max_length=366)]
    work_days: Annotated[list[Day], Meta(max_length=366)]


class PlanCalendarSet(Envelope, frozen=True, kw_only=True, tag="plan.calendar.set"):
    """节假日与调休: Public holidays and weekend days that are worked."""

    CLASS = "S"
    KEY = ("year",)

    data: PlanCalendarSetData


class PlanCampaignSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `plan.campaign.set`."""

    campaign_id: Id
    name: Annotated[str, Meta(max_length=60)]
    factors: Annotated[list[DayFactor], Meta(min_length=1, max_length=60)]
    hour_permil: Annotated[list[Int], Meta(min_length=24, max_length=24)] | None = None


class PlanCampaignSet(Envelope, frozen=True, kw_only=True, tag="plan.campaign.set"):
    """大促日历: A sale with its day factors."""

    CLASS = "S"
    KEY = ("campaign_id",)

    data: PlanCampaignSetData


class RulepackSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `rulepack.set`."""

    pack_id: Id
    digest: Annotated[str, Meta(max_length=80)]
    overrides: Annotated[str, Meta(max_length=200000)] | None = None


class RulepackSet(Envelope, frozen=True, kw_only=True, tag="rulepack.set"):
    """规则包启用: Puts a rule pack in force: a named base pack and the shop's own numbers over it;
    loaded without restart.
    """

    CLASS = "S"
    KEY = ("pack_id",)

    data: RulepackSetData
