"""How a webhook looks in the terminal: an opened alert as a panel, everything after it as one line."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

COLOURS = {"critical": "red", "warning": "yellow", "info": "blue"}
EVIDENCE_SHOWN = 6


def shower(
    console: Console, title_of: Callable[[str], str], currency: str, exponent: int
) -> Callable[[dict[str, Any]], None]:
    """A function that prints webhook bodies; `title_of` names an item; money in the shop's currency."""

    def show(body: dict[str, Any]) -> None:
        console.print(rendered(body, title_of, currency, exponent))

    return show


def rendered(
    body: dict[str, Any], title_of: Callable[[str], str], currency: str, exponent: int
) -> RenderableType:
    """The panel or line for one body `{"type", "timestamp", "data"}`."""
    kind, data = str(body.get("type", "?")), body.get("data") or {}
    if kind != "alert.opened":
        return Text(f"webhook {_clock(body)} {kind} {_subject(data)}{_reason(data)}", style="dim")
    money = _Money(currency, exponent)
    scope = data.get("scope") or {}
    lines = [f"shop {data.get('shop_id') or scope.get('shop_id', '?')}   to {data.get('department', '?')}"]
    if item := scope.get("item_id"):
        lines.append(f"item {item}  {title_of(str(item))}")
    if promo := scope.get("promo_id"):
        lines.append(f"promo {promo}")
    lines += [_evidence(each, money) for each in (data.get("evidence") or [])[:EVIDENCE_SHOWN]]
    text = "\n".join(map(escape, lines))
    text += f"\n[bold]do[/bold]      {escape(str(data.get('step', '')))}"
    if do_not := data.get("do_not"):
        text += f"\n[bold]do not[/bold]  {escape(str(do_not))}"
    severity = str(data.get("severity", "info"))
    title = f"{data.get('rule_id', kind)} · {severity} · {_clock(body)}"
    return Panel(
        text, title=escape(title), title_align="left", border_style=COLOURS.get(severity, "white"), width=100
    )


class _Money:
    def __init__(self, currency: str, exponent: int) -> None:
        self._currency, self._exponent = currency, exponent

    def __call__(self, minor: object) -> str:
        main = Decimal(str(minor)).scaleb(-self._exponent)
        return f"{main:,.{self._exponent}f} {self._currency}"


def _evidence(entry: dict[str, Any], money: _Money) -> str:
    name, value = str(entry.get("name", "")), entry.get("value")
    if value is None:
        return f"{name}: {entry.get('note') or '-'}"
    shown = money(value) if entry.get("unit") == "money" else f"{value:,}"
    note = f"  ({entry['note']})" if entry.get("note") else ""
    return f"{name}: {shown}{note}"


def _clock(body: dict[str, Any]) -> str:
    try:
        return f"{datetime.fromisoformat(str(body['timestamp'])).astimezone():%H:%M:%S}"
    except (KeyError, ValueError):
        return ""


def _subject(data: dict[str, Any]) -> str:
    return str(
        data.get("rule_id") or data.get("report_id") or data.get("task_id") or data.get("alert_id") or ""
    )


def _reason(data: dict[str, Any]) -> str:
    return f" ({data['reason']})" if data.get("reason") else ""
