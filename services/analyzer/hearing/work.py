"""Activities, content and tasks (events.md E6, E11)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.shop import Shop

HEARD: dict[str, Callable[[Shop, Any], None]] = {}
