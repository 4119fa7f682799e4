"""Chat messages of inquiries (events.md E7)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.shop import Shop

HEARD: dict[str, Callable[[Shop, Any], None]] = {}
