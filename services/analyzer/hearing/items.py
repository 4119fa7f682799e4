"""Listings, changes and slots of items (events.md E5)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.shop import Shop

HEARD: dict[str, Callable[[Shop, Any], None]] = {}
