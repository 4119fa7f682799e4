"""Reported keywords, impressions and observed ranks (events.md E8, E10)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.shop import Shop

HEARD: dict[str, Callable[[Shop, Any], None]] = {}
