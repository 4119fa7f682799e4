"""Promotions and platform activities (events.md E6)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.fields import Data, Id, Money, Note, Qty, Ratio, Time
from services.contracts.vocabulary import ActivityStatus, PromoKind, PushChannel


class PromoTerms(Data, frozen=True, kw_only=True, gc=False):
    """The whole definition of a promo."""

    promo_id: Id
    kind: PromoKind
    item_ids: Annotated[list[Id], Meta(max_length=500)]
    price_minor: Money | None = None
    percent_off: Ratio | None = None
    amount_off_minor: Money | None = None
    threshold_minor: Money | None = None
    stackable: bool
    limit_per_buyer: Qty | None = None
    total_cap: Qty | None = None
    starts_at: Time
    ends_at: Time | None = None
    is_launch_discount: bool | None = None
    person_id: Id | None = None


class PromoPublishedData(PromoTerms, frozen=True, kw_only=True, gc=False):
    """`data` of `promo.published`."""


class PromoPublished(Envelope, frozen=True, kw_only=True, tag="promo.published"):
    """促销发布: Goes live at `starts_at`. Preflight runs on arrival."""

    KEY = ("promo_id",)

    data: PromoPublishedData


class PromoChangedData(PromoTerms, frozen=True, kw_only=True, gc=False):
    """`data` of `promo.changed`."""

    change_id: Id


class PromoChanged(Envelope, frozen=True, kw_only=True, tag="promo.changed"):
    """促销修改: Carries the whole new definition; in force from its `time`."""

    KEY = ("change_id",)

    data: PromoChangedData


class PromoWithdrawnData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `promo.withdrawn`."""

    promo_id: Id
    note: Note | None = None


class PromoWithdrawn(Envelope, frozen=True, kw_only=True, tag="promo.withdrawn"):
    """促销撤下: A promo was taken back."""

    KEY = ("promo_id",)

    data: PromoWithdrawnData


class PromoAnnouncedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `promo.announced`."""

    announcement_id: Id
    promo_id: Id
    channel: PushChannel


class PromoAnnounced(Envelope, frozen=True, kw_only=True, tag="promo.announced"):
    """促销通知: The offer was pushed to customers by one channel (旺旺, QQ, mail, 微信, SMS)."""

    KEY = ("announcement_id",)

    data: PromoAnnouncedData


class ActivityOpenedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `activity.opened`."""

    activity_id: Id
    name: Annotated[str, Meta(max_length=100)]
    enrol_until: Time
    starts_at: Time
    ends_at: Time


class ActivityOpened(Envelope, frozen=True, kw_only=True, tag="activity.opened"):
    """活动可报名: A platform activity 站内活动 can be joined."""

    KEY = ("activity_id",)

    data: ActivityOpenedData


class ActivityEnrolledData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `activity.enrolled`."""

    activity_id: Id
    item_ids: Annotated[list[Id], Meta(max_length=200)] | None = None


class ActivityEnrolled(Envelope, frozen=True, kw_only=True, tag="activity.enrolled"):
    """活动报名: The shop joined an activity."""

    KEY = ("activity_id",)

    data: ActivityEnrolledData


class ActivityProgressedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `activity.progressed`."""

    activity_id: Id
    status: ActivityStatus


class ActivityProgressed(Envelope, frozen=True, kw_only=True, tag="activity.progressed"):
    """活动进展: An activity reached its next status."""

    KEY = ("activity_id", "status")

    data: ActivityProgressedData
