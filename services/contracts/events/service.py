"""Chats, complaints, reviews and members (events.md E7)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.fields import Data, Id
from services.contracts.vocabulary import (
    ChatChannel,
    ChatSender,
    ComplaintReason,
    MemberProgram,
    ReviewFix,
    ReviewGrade,
)


class InquiryOpenedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `inquiry.opened`."""

    inquiry_id: Id
    buyer_id: Id
    agent_id: Id | None = None
    channel: ChatChannel
    is_presale: bool
    item_id: Id | None = None
    traffic_source: Id | None = None


class InquiryOpened(Envelope, frozen=True, kw_only=True, tag="inquiry.opened"):
    """询单开始: A buyer began a chat."""

    KEY = ("inquiry_id",)

    data: InquiryOpenedData


class InquiryMessagedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `inquiry.messaged`."""

    message_id: Id
    inquiry_id: Id
    sender: ChatSender
    agent_id: Id | None = None
    text: Annotated[str, Meta(max_length=2000)] | None = None
    phrase_hits: Annotated[list[Annotated[str, Meta(max_length=60)]], Meta(max_length=20)] | None = None


class InquiryMessaged(Envelope, frozen=True, kw_only=True, tag="inquiry.messaged"):
    """聊天消息: A message was said in a chat."""

    KEY = ("message_id",)

    data: InquiryMessagedData


class InquiryClosedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `inquiry.closed`."""

    inquiry_id: Id


class InquiryClosed(Envelope, frozen=True, kw_only=True, tag="inquiry.closed"):
    """询单结束: A chat came to its end."""

    KEY = ("inquiry_id",)

    data: InquiryClosedData


class ComplaintFiledData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `complaint.filed`."""

    complaint_id: Id
    buyer_id: Id | None = None
    order_id: Id | None = None
    inquiry_id: Id | None = None
    item_id: Id | None = None
    agent_id: Id | None = None
    reason: ComplaintReason


class ComplaintFiled(Envelope, frozen=True, kw_only=True, tag="complaint.filed"):
    """投诉: A buyer complained."""

    KEY = ("complaint_id",)

    data: ComplaintFiledData


class ComplaintResolvedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `complaint.resolved`."""

    complaint_id: Id


class ComplaintResolved(Envelope, frozen=True, kw_only=True, tag="complaint.resolved"):
    """投诉解决: A complaint was settled."""

    KEY = ("complaint_id",)

    data: ComplaintResolvedData


class ReviewPostedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `review.posted`."""

    review_id: Id
    item_id: Id
    order_id: Id | None = None
    buyer_id: Id | None = None
    grade: ReviewGrade | None = None
    stars: Annotated[int, Meta(ge=1, le=5)] | None = None
    text: Annotated[str, Meta(max_length=2000)] | None = None


class ReviewPosted(Envelope, frozen=True, kw_only=True, tag="review.posted"):
    """评价: A buyer reviewed an item."""

    KEY = ("review_id",)

    data: ReviewPostedData


class ReviewResolvedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `review.resolved`."""

    review_id: Id
    how: ReviewFix


class ReviewResolved(Envelope, frozen=True, kw_only=True, tag="review.resolved"):
    """差评解决: The buyer changed or withdrew it, or the shop's answer was accepted."""

    KEY = ("review_id",)

    data: ReviewResolvedData


class MemberJoinedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `member.joined`."""

    buyer_id: Id
    program: MemberProgram
    agent_id: Id | None = None


class MemberJoined(Envelope, frozen=True, kw_only=True, tag="member.joined"):
    """会员加入: A buyer joined a member program."""

    KEY = ("buyer_id", "program")

    data: MemberJoinedData
