"""Finds ports for a stack of its own, so that tests run beside whatever else is running."""

import os
import random

from services.console.ports import Ports, is_taken

FIRST, LAST = 20_000, 31_000


def free_base() -> int:
    """A port base of which every derived port is free at this moment; DIANZHANG_TEST_PORT_BASE fixes it."""
    if fixed := os.environ.get("DIANZHANG_TEST_PORT_BASE"):
        return int(fixed)
    while True:
        base = random.randrange(FIRST, LAST, 100)
        if not any(is_taken(port) for port in Ports(base).by_role().values()):
            return base
