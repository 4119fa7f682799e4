"""Complaints, returns, reviews and scores (events.md E7)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.shop import Shop

HEARD: dict[str, Callable[[Shop, Any], None]] = {}
