"""The live page: what changed since the last look, section by section, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

EVERY_SECONDS = 3.0
Look = Callable[[], Awaitable[tuple[datetime, dict[str, str]]]]


async def changes(look: Look, is_gone: Callable[[], Awaitable[bool]], word: str) -> AsyncIterator[str]:
    """Events until the reader has gone: `fragment` for each changed section, `clock` after every look."""
    shown: dict[str, str] = {}
    while not await is_gone():
        now, sections = await look()
        for name, html in sections.items():
            if shown.get(name) != html:
                yield event("fragment", json.dumps({"id": name, "html": html}))
        shown = sections
        yield event("clock", f"{word} {now:%H:%M:%S}")
        await asyncio.sleep(EVERY_SECONDS)


def event(kind: str, data: str) -> str:
    """One server-sent event; `data` is a single line."""
    return f"event: {kind}\ndata: {data}\n\n"
