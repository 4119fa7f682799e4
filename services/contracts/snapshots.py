"""The stored examples and JSON Schemas: one complete event and one schema for each event name."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.contracts.compatibility import breaks
from services.contracts.registry import EVENTS, schema

EXAMPLES = Path(__file__).with_name("examples")
SCHEMAS = Path(__file__).with_name("schemas")


def example(event_type: str) -> dict[str, Any]:
    """The stored example of an event, complete and valid; FileNotFoundError when it has none."""
    found: dict[str, Any] = json.loads((EXAMPLES / f"{event_type}.json").read_text(encoding="utf-8"))
    return found


def stored_schemas() -> dict[str, dict[str, Any]]:
    """The schemas that others rely on, by event name."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SCHEMAS.glob("*.json"))
    }


def broken(stored: Mapping[str, dict[str, Any]]) -> list[str]:
    """A sentence for each way in which the contract of now breaks the stored one; empty when it only adds."""
    found = []
    for name, old in stored.items():
        if name not in EVENTS:
            found.append(f"{name}: the event was removed or renamed")
        else:
            found += [f"{name}: {sentence}" for sentence in breaks(old, schema(name))]
    return found


def outdated(stored: Mapping[str, dict[str, Any]]) -> list[str]:
    """The events whose stored schema is not that of now."""
    return [name for name in EVENTS if stored.get(name) != json.loads(json.dumps(schema(name)))]


def write_schemas() -> None:
    """Store the schemas of now."""
    for name in EVENTS:
        text = json.dumps(schema(name), ensure_ascii=False, indent=1) + "\n"
        (SCHEMAS / f"{name}.json").write_text(text, encoding="utf-8")
