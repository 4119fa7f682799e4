"""Data sets as shops of a running stack: sent over HTTP with keys of their own, read back as a client reads."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx

from tests.data.dataset import Replay
from tests.data.figures import Expected, Found, Key, Said, begin, differences
from tests.system import retail
from tests.system.ledger import Ledger
from tests.system.nemesis import until
from tests.system.running import Stack

PAGE = 10_000
FINAL_AFTER = timedelta(minutes=4)  # the last minute of a live shop, its grace, and the quiet before it


def send(stack: Stack, replay: Replay, now: datetime) -> int:
    """Send all that a shop has; returns how many events, each accepted."""
    money = ("--currency", replay.currency, "--exponent", str(replay.exponent))
    key = stack.create_key(replay.shop, "write", *money, "--timezone", replay.timezone)
    with closing(Ledger(stack.ingest, key)) as ledger:
        ledger.send(replay.events(now))
    assert set(ledger.verdicts) == {"accepted"}, (replay.shop, ledger.verdicts)
    return ledger.verdicts["accepted"]


def compared(stack: Stack, replay: Replay, now: datetime) -> tuple[int, list[str]]:
    """How many published figures were held against the API's answers, and a sentence for each that differs."""
    key = stack.keys["read"]
    retail.settle(stack.analyzer, key, [replay.shop])
    with stack.client("analyzer", "read") as client:
        if replay.is_live:
            until(partial(_is_past, client, replay.shop, now + FINAL_AFTER), 600, f"{replay.shop} is final")
            retail.settle(stack.analyzer, key, [replay.shop])
        expected = list(replay.expected(now))
        found = read(client, replay, expected)
    wrong = [words for check in replay.checks for words in check(now, found)]
    return len(expected), differences(found, expected) + wrong


def _is_past(client: httpx.Client, shop: str, moment: datetime) -> bool:
    told = retail.answer(client, f"/v1/shops/{shop}/progress")
    return bool(told["watermark"]) and datetime.fromisoformat(told["watermark"]) >= moment


def read(client: httpx.Client, replay: Replay, expected: list[Expected]) -> Found:
    """The final figures of every metric, window and kind of scope that is looked at."""
    wanted = {(each.metric, each.window, ",".join(name for name, _ in each.scope)) for each in expected}
    asked: dict[tuple[str, str], list[str]] = {}
    for metric, window, names in sorted(wanted | set(replay.looked_at)):
        asked.setdefault((window, names), []).append(metric)
    found: dict[Key, Said] = {}
    for (window, names), metrics in asked.items():
        query = {"metric": ",".join(metrics), "window": window, "state": "final", "limit": str(PAGE)}
        for row in _rows(client, replay.shop, {**query, **({"by": names} if names else {})}):
            scope = tuple(sorted((k, v) for k, v in row["scope"].items() if k != "shop_id"))
            key = Key(row["metric"], window, scope, begin(window, row["start"]))
            found[key] = Said(*(row.get(name) for name in Said._fields))
    return found


def _rows(client: httpx.Client, shop: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
    asked = dict(query)
    while True:
        page = retail.answer(client, f"/v1/shops/{shop}/metrics", asked)
        yield from page["rows"]
        if "next" not in page:
            return
        asked["next"] = page["next"]
