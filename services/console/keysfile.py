"""The first keys of an installation, kept in keys.json for the person at the keyboard (mode 0600)."""

import json
import os
from collections.abc import Mapping

from sqlalchemy import Engine

from services.console.errors import ConsoleError
from services.console.installation import Installation
from services.runtime.access import keys

DEMO = "demo"
ROLES = ("admin", "read", "write")


def ensure_keys(installation: Installation, access: Engine, money: Mapping[str, object]) -> dict[str, str]:
    """Key by role: admin and read reach every shop, write reaches shop `demo` (made with `money` when new)."""
    if installation.keys_file.exists():
        return read_keys(installation)
    made = {
        "admin": keys.create(access, None, "admin").key,
        "read": keys.create(access, None, "read").key,
        "write": keys.create(access, DEMO, "write", **money).key,  # type: ignore[arg-type]
    }
    unfinished = installation.keys_file.with_suffix(".unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(made, file, indent=1)
    unfinished.replace(installation.keys_file)
    return made


def read_keys(installation: Installation) -> dict[str, str]:
    """What keys.json holds; ConsoleError in one sentence when it is unreadable."""
    try:
        found = json.loads(installation.keys_file.read_text())
        return {role: str(found[role]) for role in ROLES}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConsoleError(
            f"{installation.keys_file} cannot be read as the keys of this installation: restore it, or move it away "
            f"and new keys are made at the next start."
        ) from error
