"""Events as JSON objects: the envelope that every event of the sample travels in."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SOURCE = "/demo/sample"


@dataclass(frozen=True)
class Said:
    """One event and the moment at which it happens."""

    at: datetime
    id: str
    type: str
    data: dict[str, Any]

    def line(self, *, is_history: bool = False) -> bytes:
        """The event as one line; ids are stable, so sending a line again is a duplicate."""
        event: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "source": SOURCE,
            "type": self.type,
            "time": iso(self.at),
            "data": self.data,
        }
        if is_history:
            event["history"] = True
        return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()

    def __lt__(self, other: "Said") -> bool:
        return (self.at, self.id) < (other.at, other.id)


def iso(at: datetime) -> str:
    """RFC 3339 with Z; `at` is UTC."""
    return at.isoformat().replace("+00:00", "Z")
