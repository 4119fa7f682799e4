"""Before the first start of the services: the topics, the tables of shops and keys, and the first keys.

It may run any number of times. The first keys go to keys.json in the data folder (mode 0600) and are shown nowhere:
admin and read reach every shop, write reaches the shop named by PREPARE_SHOP (default `demo`).
"""

import json
import os
import sys
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import select

from services.runtime.access.keys import create
from services.runtime.access.opening import open_access
from services.runtime.access.tables import ApiKey
from services.runtime.kafka.topics import TopicsDiffer, ensure_topics
from services.runtime.settings import Stack
from services.runtime.store import reading


def main() -> None:
    """Prepare what `DIANZHANG_*` names; one sentence and exit code 1 where it differs from the contracts."""
    stack = Stack()
    try:
        ensure_topics(stack)
    except TopicsDiffer as error:
        sys.exit("\n".join(error.sentences))
    access = open_access(stack)
    if has_keys(access):
        sys.stdout.write("Topics and keys are in place.\n")
    else:
        file = stack.data_dir / "keys.json"
        write_keys(file, first_keys(access, os.environ.get("PREPARE_SHOP", "demo")))
        sys.stdout.write(f"Topics are in place; the first keys are in {file}.\n")


def has_keys(access: Engine) -> bool:
    """Whether somebody made a key before."""
    with reading(access) as session:
        return session.exec(select(ApiKey).limit(1)).first() is not None


def first_keys(access: Engine, shop: str) -> dict[str, str]:
    """A key by its role."""
    return {
        "admin": create(access, None, "admin").key,
        "read": create(access, None, "read").key,
        "write": create(access, shop, "write").key,
    }


def write_keys(file: Path, keys: dict[str, str]) -> None:
    """Only the owner may read them."""
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as opened:
        json.dump(keys, opened, indent=1)


if __name__ == "__main__":
    main()
