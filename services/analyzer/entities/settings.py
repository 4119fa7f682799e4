"""Settings (class S): values in force from a moment on; the latest one that began counts (events.md E2)."""

from typing import Any

import msgspec

from services.analyzer.entities.facts import Told, replaces_row
from services.analyzer.moments import SECOND


class Statement(msgspec.Struct, array_like=True, gc=False):
    """What a setting said for the time from `effective_us` on."""

    told: Told
    effective_us: int
    said: dict[str, Any]


class Settings(msgspec.Struct, gc=False):
    """All statements of one setting, by the moment from which they hold."""

    statements: dict[int, Statement] = {}

    def hear(self, statement: Statement) -> bool:
        """Take in a statement; True when it counts."""
        old = self.statements.get(statement.effective_us)
        if old is not None and not replaces_row(statement.told, old.told):
            return False
        self.statements[statement.effective_us] = statement
        return True

    def at(self, second: int) -> dict[str, Any] | None:
        """What is in force at an epoch second."""
        begun = [us for us in self.statements if us <= second * SECOND]
        return self.statements[max(begun)].said if begun else None

    @property
    def size(self) -> int:
        """How many statements are kept."""
        return len(self.statements)

    def forget(self, before: int) -> None:
        """Drop what was no longer in force at an epoch second and came before it; what is switched off goes whole."""
        begun = [us for us in self.statements if us <= before * SECOND]
        last = max(begun, default=None)
        if last is None:
            return
        for us in begun:
            statement = self.statements[us]
            is_over = us != last or statement.said.get("active") is False
            if is_over and statement.told.arrived < before:
                del self.statements[us]

    def value(self, name: str, second: int, default: Any) -> Any:
        """One field of what is in force, or the default where it is not given."""
        said = self.at(second)
        found = None if said is None else said.get(name)
        return default if found is None else found
