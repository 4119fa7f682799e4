"""Delivery on each database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.alerts.delivery.house import House
from tests.alerts.delivery.server import Server, receiving


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> House:
    return House(engine, tmp_path)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with receiving() as server:
        yield server


@pytest.fixture
async def other() -> AsyncIterator[Server]:
    async with receiving() as server:
        yield server
