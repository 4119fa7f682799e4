"""The enumerations of the glossary, one word for one thing, and their names in two languages (glossary.md G2-G5)."""

from typing import Literal

from services.contracts.words import WORDS

Department = Literal["OPS", "PRO", "DES", "CS", "CON", "BUY", "MGR"]
Lever = Literal[
    "schedule",
    "title",
    "keyword",
    "main_image",
    "showcase_slot",
    "rating",
    "cross_sell_slot",
    "ad_bid",
    "promotion_reach",
    "activity_join",
    "decoration",
    "detail_page",
    "service",
    "old_customers",
    "sales_count",
    "price",
    "reviews",
    "gift",
    "postage",
    "in_shop_event",
]
Device = Literal["pc", "mobile", "other"]
PageType = Literal["home", "item", "list", "search", "promo", "cart", "checkout", "other"]
VisitorClass = Literal["new", "returning", "unknown"]
OrderOutcome = Literal["completed", "refunded"]
ExcludeReason = Literal["brushing", "test", "internal"]
ReturnReason = Literal[
    "quality", "size", "not_as_described", "damaged", "late", "wrong_item", "dislike", "misled", "other"
]
ReturnOutcome = Literal["refunded", "exchanged", "rejected", "withdrawn"]
ComplaintReason = Literal["misled", "overcharged", "quality", "service", "delivery", "other"]
SeasonClass = Literal["spring", "summer", "autumn", "winter", "none"]
StockState = Literal["out", "low", "ok", "slow"]
StockReason = Literal["sale", "return", "purchase", "count", "damage", "other"]
PromoKind = Literal["fixed_price", "percent", "coupon", "spend_and_save"]
PushChannel = Literal["wangwang", "qq", "mail", "wechat", "sms"]
ChatChannel = Literal["wangwang", "wechat", "qq", "phone", "mail", "web_form"]
ChatSender = Literal["buyer", "agent", "robot"]
ActivityStatus = Literal["accepted", "rejected", "live", "ended", "withdrawn"]
ReviewGrade = Literal["good", "neutral", "bad"]
ReviewFix = Literal["changed", "deleted", "answered"]
MemberProgram = Literal["weitao", "membership", "group", "other"]
ContentChannel = Literal["weitao", "weibo", "wechat", "video", "other"]
Reporter = Literal["platform", "service_log", "ad_log"]
LostReason = Literal["price", "reviews", "style", "stock", "delivery", "service", "unknown"]
DsrAspect = Literal["description", "service", "logistics"]
CostKind = Literal["commission", "slot_fee", "content", "gift", "member_care", "other"]
Audience = Literal["new", "returning", "all"]
Relation = Literal["better", "peer"]
BenchmarkLevel = Literal["mean", "excellent", "reference_weight"]
BounceBy = Literal["visit", "visitor"]
Basis = Literal["stream", "report"]
PlanMetric = Literal["gmv", "units"]
ShareDimension = Literal["department", "person", "traffic_source", "item"]
KpiPeriod = Literal["day", "week", "month"]
ContactChannel = Literal[
    "webhook",
    "dingtalk",
    "feishu",
    "wecom",
    "slack",
    "teams",
    "telegram",
    "mail",
    "pagerduty",
    "alertmanager",
    "none",
]
TaskKind = Literal[
    "fix_page",
    "improve_image",
    "check_rank",
    "replenish_traffic",
    "replicate_win",
    "keyword_review",
    "train_service",
    "share_method",
    "improvement_note",
    "resolve_review",
    "resolve_complaint",
    "complain_image",
    "compare_price",
    "reorder",
    "hold_reorder",
    "enrol_activity",
    "plan_own_event",
    "restore_price",
    "stop_promo",
    "write_content",
    "review_shops",
    "design_new_item",
    "improve_old_item",
    "retain_customers",
    "set_goals",
    "answer_cause",
    "meeting",
    "check_data",
]
GoalLevel = Literal["year", "quarter", "month", "day", "department", "person", "traffic_source", "item"]
CascadeCause = Literal["plan_set", "day_closed", "revision", "calendar_changed", "share_changed"]
ReportKind = Literal["morning", "afternoon", "weekly", "monthly", "quarterly", "yearly"]
Verdict = Literal["add", "raise", "lower", "delete", "observe"]
Severity = Literal["critical", "warning", "info"]
Route = Literal["page", "notice", "digest"]
AlertReason = Literal[
    "first_breach",
    "scope_promoted",
    "scope_demoted",
    "value_worse",
    "data_revised",
    "not_acknowledged",
    "ack_expired",
    "deadline_passed",
    "cleared",
    "withdrawn",
    "done",
    "window_ended",
    "no_data",
    "data_back",
]
Band = Literal["good", "pass", "fail", "unknown"]
NullReason = Literal["zero_denominator", "min_samples", "no_data", "no_cost", "not_configured"]
WindowKind = Literal[
    "pulse",
    "minute",
    "hour",
    "day",
    "day_so_far",
    "week",
    "month",
    "quarter",
    "year",
    "rolling",
    "to_date",
    "live",
]
Unit = Literal[
    "money",
    "count",
    "units",
    "ratio",
    "seconds",
    "minutes",
    "days",
    "per_minute",
    "position",
    "score",
    "pages",
]
RejectReason = Literal[
    "not_json",
    "not_cloudevent",
    "unknown_type",
    "unknown_version",
    "unknown_shop",
    "field_missing",
    "field_type",
    "field_range",
    "field_enum",
    "check_failed",
    "currency_mismatch",
    "time_in_future",
    "too_large",
    "bad_number",
    "bad_text",
    "repeated_member",
]

TrafficSource = Literal[
    "search",
    "favorites",
    "showcase",
    "cross_sell",
    "activity_free",
    "content",
    "direct",
    "ppc",
    "affiliate",
    "offsite",
    "display",
    "coins",
    "activity_paid",
    "other",
    "unknown",
]
TRAFFIC_SOURCES: dict[str, Literal["free", "paid"]] = {
    "search": "free",
    "favorites": "free",
    "showcase": "free",
    "cross_sell": "free",
    "activity_free": "free",
    "content": "free",
    "direct": "free",
    "ppc": "paid",
    "affiliate": "paid",
    "offsite": "paid",
    "display": "paid",
    "coins": "paid",
    "activity_paid": "paid",
    "other": "free",
    "unknown": "free",
}

# The product defaults (P) that a shop may change through `options` of `shop.configured`: name -> (lowest, highest).
OPTIONS: dict[str, tuple[float, float]] = {
    "uplift_cap": (1, 10),
    "carry_over_year": (0, 1),
    "identity_days": (1, 1_000),
    "exact_distinct_limit": (0, 1_000_000),
    "grace_seconds": (0, 3_600),
    "quiet_seconds": (10, 3_600),
    "late_days": (1, 400),
    "old_news_seconds": (60, 86_400),
    "visit_gap_minutes": (1, 240),
    "returning_days": (1, 365),
    "new_buyer_days": (1, 1_000),
    "notices_per_day": (1, 1_000),
}


def values(name: str) -> tuple[str, ...]:
    """The values of an enumeration by its glossary name, in the glossary's order; KeyError for an unknown name."""
    return tuple(value for value, _, _ in WORDS[name])


def zh(name: str, value: str) -> str:
    """The Chinese trade term of a value; the value itself where the glossary has none (a shop's own source)."""
    return _NAMES.get((name, value), (value, value))[0]


def en(name: str, value: str) -> str:
    """The English name of a value; the value itself where the glossary has none."""
    return _NAMES.get((name, value), (value, value))[1]


_NAMES = {
    (name, value): (chinese, english) for name, rows in WORDS.items() for value, chinese, english in rows
}
