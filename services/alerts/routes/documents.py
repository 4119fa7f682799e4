"""Examples and words for the OpenAPI document."""

from typing import Any

SHOP = "Only this shop; needed by keys of one shop only when they want to narrow"
STATE = "pending, firing, recovering, no_data, resolved; or open: everything that was said and is not over"
NEXT = "Where the page before ended, as it said in `next`"

ALERT: dict[str, Any] = {
    "alert_id": "al-1f6b0e5d9a7c3b2e4d5f",
    "rule_id": "below_floor_sale",
    "shop_id": "s1",
    "scope": {"shop_id": "s1", "promo_id": "pr1"},
    "state": "firing",
    "severity": "critical",
    "route": "page",
    "department": "OPS",
    "person_id": "p_ops",
    "opened_at": "2026-11-20T02:00:00.600000Z",
    "deadline": "2026-11-20T02:10:00.600000Z",
    "resolved_at": None,
    "metric": "below_floor_units",
    "value": 17,
    "threshold": 1,
    "unit": "units",
    "evidence": [
        {"name": "price", "label_zh": "成交单价", "value": 100, "unit": "money"},
        {"name": "loss", "label_zh": "已亏金额", "value": 100300, "unit": "money"},
    ],
    "step": "立即撤下促销；停止发货；决定这些订单如何处理",
    "do_not": "不要等日报",
}
RULE: dict[str, Any] = {
    "id": "buyer_bulk",
    "name": {"zh": "单个买家大量购买", "en": "One buyer buys in bulk"},
    "fires": {"op": ">=", "value": 100, "unit": "units"},
    "severity": "critical",
    "route": "page",
    "owner": "OPS",
    "deadline": "30m",
}
PROMO: dict[str, Any] = {
    "promo_id": "pr1",
    "kind": "fixed_price",
    "item_ids": ["i1"],
    "price_minor": 100,
    "stackable": False,
    "starts_at": "2026-11-20T10:00:00+08:00",
}
CHECKED: dict[str, Any] = {
    "promo_id": "pr1",
    "blocked": True,
    "severity": "critical",
    "checks": [
        {
            "id": "PF1",
            "message": "i1 can be had below its floor",
            "message_zh": "i1 最低到手价低于底价",
            "value": 100,
            "limit": 8000,
        }
    ],
    "lowest_price_minor": 100,
    "floor_minor": 8000,
    "worst_loss_minor": None,
}


def answer(text: str, example: Any, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """One documented answer with its example."""
    return {status: {"description": text, "content": {"application/json": {"example": example}}}}
