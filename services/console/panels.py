"""How a webhook looks in the terminal: an opened alert as a panel, everything after it as one line."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

COLOURS = {"critical": "red", "warning": "yellow", "info": "blue"}
SAID_ABOVE = frozenset({"promo", "item"})
EVIDENCE_SHOWN = 8
WIDEST = 100


@dataclass(frozen=True)
class Taste:
    """How to say it: names of items, the shop's money, Chinese or English."""

    title_of: Callable[[str], str]
    currency: str
    exponent: int
    is_chinese: bool = False

    def money(self, minor: object) -> str:
        main = Decimal(str(minor)).scaleb(-self.exponent)
        return f"{main:,.{self.exponent}f} {self.currency}"

    def text(self, data: Mapping[str, Any], name: str) -> str:
        """A sentence of the alert in the reader's language, else in the one there is."""
        english = None if self.is_chinese else data.get(f"{name}_en")
        return str(english or data.get(name) or data.get(f"{name}_zh") or "")


def is_chinese(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal's language is Chinese."""
    chosen = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((each for each in chosen if each), "").startswith("zh")


def shower(console: Console, taste: Taste) -> Callable[[dict[str, Any]], None]:
    """A function that prints webhook bodies."""

    def show(body: dict[str, Any]) -> None:
        console.print(rendered(body, taste))

    return show


def rendered(body: Mapping[str, Any], taste: Taste) -> RenderableType:
    """The panel or line for one body `{"type", "timestamp", "data"}`."""
    kind, data = str(body.get("type", "?")), body.get("data") or {}
    if kind != "alert.opened":
        return Text(f"webhook {_clock(body)} {kind} {_subject(data)}{_reason(data)}", style="dim")
    severity = str(data.get("severity", "info"))
    title = f"{data.get('rule_id', kind)} · {severity} · {_clock(body)}"
    return Panel(
        "\n".join(_lines(data, taste)),
        title=escape(title),
        title_align="left",
        border_style=COLOURS.get(severity, "white"),
        width=WIDEST,
    )


def _lines(data: Mapping[str, Any], taste: Taste) -> Iterator[str]:
    scope = data.get("scope") or {}
    evidence = [each for each in data.get("evidence") or [] if isinstance(each, dict)]
    yield f"[bold]{escape(taste.text(data, 'rule'))}[/bold]"
    yield escape(
        f"shop {data.get('shop_id') or scope.get('shop_id', '?')}, for {data.get('department', '?')}"
    )
    if item := scope.get("item_id") or _note(evidence, "item"):
        yield escape(f"item {item} {taste.title_of(str(item))}")
    if promo := scope.get("promo_id"):
        yield escape(f"promo {promo}")
    shown = [each for each in evidence if each.get("name") not in SAID_ABOVE][:EVIDENCE_SHOWN]
    yield escape(" · ".join(_evidence(each, taste) for each in shown))
    yield f"[bold]step[/bold]    {escape(taste.text(data, 'step'))}"
    yield f"[bold]do not[/bold]  {escape(taste.text(data, 'do_not'))}"


def _evidence(entry: Mapping[str, Any], taste: Taste) -> str:
    name = entry.get("label_zh") if taste.is_chinese else entry.get("name")
    value = entry.get("value")
    if value is None:
        return f"{name} {entry.get('note') or '-'}"
    return f"{name} {taste.money(value) if entry.get('unit') == 'money' else f'{value:,}'}"


def _note(evidence: list[dict[str, Any]], name: str) -> str:
    return next((str(each.get("note")) for each in evidence if each.get("name") == name), "")


def _clock(body: Mapping[str, Any]) -> str:
    try:
        return f"{datetime.fromisoformat(str(body['timestamp'])).astimezone():%H:%M:%S}"
    except (KeyError, ValueError):
        return ""


def _subject(data: Mapping[str, Any]) -> str:
    return str(
        next((data[name] for name in ("rule_id", "report_id", "task_id", "alert_id") if data.get(name)), "")
    )


def _reason(data: Mapping[str, Any]) -> str:
    return f" ({data['reason']})" if data.get("reason") else ""
