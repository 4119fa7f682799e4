from io import StringIO
from typing import Any

from rich.console import Console

from services.console.panels import rendered

OPENED: dict[str, Any] = {
    "type": "alert.opened",
    "timestamp": "2026-11-24T10:00:12Z",
    "data": {
        "alert_id": "al1",
        "rule_id": "below_floor_sale",
        "scope": {"shop_id": "demo", "promo_id": "pr1", "item_id": "22423"},
        "severity": "critical",
        "department": "OPS",
        "step": "withdraw the promo now",
        "do_not": "wait for the daily report",
        "evidence": [
            {"name": "promo_loss", "label_zh": "已亏金额", "value": 53700, "unit": "money"},
            {"name": "units", "label_zh": "件数", "value": 100, "unit": "units"},
        ],
    },
}


def shown(body: dict[str, Any]) -> str:
    out = StringIO()
    Console(file=out, width=110).print(rendered(body, {"22423": "Cakestand"}.get, "GBP", 2))
    return out.getvalue()


def test_an_opened_alert_says_rule_shop_item_loss_step_and_what_not_to_do() -> None:
    text = shown(OPENED)
    for told in ("below_floor_sale", "critical", "demo", "22423", "Cakestand", "537.00 GBP", "100"):
        assert told in text
    assert "withdraw the promo now" in text
    assert "wait for the daily report" in text


def test_what_follows_is_one_line_with_its_reason() -> None:
    text = shown({"type": "alert.resolved", "data": {"alert_id": "al1", "reason": "withdrawn"}})
    assert text.count("\n") == 1
    assert "alert.resolved" in text
    assert "(withdrawn)" in text


def test_square_brackets_and_missing_fields_do_no_harm() -> None:
    assert "[red]x" in shown({"type": "alert.opened", "data": {"step": "[red]x"}})
    assert shown({})
