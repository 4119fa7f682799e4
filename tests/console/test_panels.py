from io import StringIO
from typing import Any

from rich.console import Console

from services.console.panels import Taste, rendered
from services.console.panels import is_chinese as panels_speak

OPENED: dict[str, Any] = {
    "type": "alert.opened",
    "timestamp": "2026-11-24T10:00:12Z",
    "data": {
        "alert_id": "al1",
        "rule_id": "below_floor_sale",
        "scope": {"shop_id": "demo", "promo_id": "pr1", "item_id": "22423"},
        "severity": "critical",
        "department": "OPS",
        "rule_zh": "低于底价成交",
        "rule_en": "Sold below the floor price",
        "step": "立即撤下促销",
        "step_en": "Withdraw the promo now",
        "do_not": "不要等日报",
        "do_not_en": "Do not wait for the daily report",
        "evidence": [
            {"name": "promo_loss", "label_zh": "已亏金额", "value": 53700, "unit": "money"},
            {"name": "units", "label_zh": "件数", "value": 100, "unit": "units"},
        ],
    },
}


def shown(body: dict[str, Any], *, is_chinese: bool = False) -> str:
    out = StringIO()
    taste = Taste(lambda item: {"22423": "Cakestand"}.get(item, ""), "GBP", 2, is_chinese)
    Console(file=out, width=110).print(rendered(body, taste))
    return out.getvalue()


def test_an_opened_alert_says_rule_shop_item_loss_step_and_what_not_to_do() -> None:
    text = shown(OPENED)
    for told in ("below_floor_sale", "critical", "demo", "22423", "Cakestand", "537.00 GBP", "100"):
        assert told in text
    assert "Sold below the floor price" in text
    assert "Withdraw the promo now" in text
    assert "Do not wait for the daily report" in text


def test_in_a_chinese_terminal_it_speaks_chinese() -> None:
    text = shown(OPENED, is_chinese=panels_speak({"LANG": "zh_CN.UTF-8"}))
    for told in ("低于底价成交", "立即撤下促销", "不要等日报", "已亏金额"):
        assert told in text
    assert not panels_speak({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"})


def test_what_follows_is_one_line_with_its_reason() -> None:
    text = shown({"type": "alert.resolved", "data": {"alert_id": "al1", "reason": "withdrawn"}})
    assert text.count("\n") == 1
    assert "alert.resolved" in text
    assert "(withdrawn)" in text


def test_square_brackets_and_missing_fields_do_no_harm() -> None:
    assert "[red]x" in shown({"type": "alert.opened", "data": {"step": "[red]x"}})
    assert shown({})
