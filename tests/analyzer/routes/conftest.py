"""The read API over a small history, as a client sees it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from services.analyzer.history.lines import read_line
from services.analyzer.history.store import Batch
from services.analyzer.routes import catalogue, lineage, metrics
from services.analyzer.shops import Shops
from services.runtime.access.keys import Keyring, create
from services.runtime.access.opening import open_access
from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.settings import Stack
from services.runtime.store import migrate, open_engine, writing
from tests.analyzer.lineage.log import MemoryLog


class Api:
    """One shop, its history and a reader of it."""

    def __init__(
        self,
        client: TestClient,
        history: Engine,
        log: MemoryLog,
        key_of_all_shops: str,
        further: dict[str, int],
    ) -> None:
        self.client, self._history, self.log, self.key_of_all_shops = client, history, log, key_of_all_shops
        self.further = further  # days by which the shop looks back further than the product

    def keep(self, *lines: bytes) -> None:
        """Put rows into the history."""
        batch = Batch()
        for line in lines:
            batch.add(*read_line(line))
        with writing(self._history) as session:
            batch.write(session.connection())

    def rows(self, query: str, shop: str = "s1") -> list[dict[str, Any]]:
        """The rows of an answer that must succeed."""
        answer = self.client.get(f"/v1/shops/{shop}/metrics?{query}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["rows"])

    def refusal(self, query: str, shop: str = "s1") -> dict[str, Any]:
        """The problem that a query must get."""
        answer = self.client.get(f"/v1/shops/{shop}/metrics?{query}")
        assert answer.status_code in {403, 404, 422}, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        return dict(answer.json())

    def table(self, query: str) -> list[dict[str, str]]:
        """The rows of a CSV answer."""
        answer = self.client.get(f"/v1/shops/s1/metrics?{query}")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """A reader of shop s1."""
    access = open_access(Stack(data_dir=tmp_path))
    history = open_engine(f"sqlite:///{tmp_path / 'analyzer.db'}")
    migrate(history, "services.analyzer")
    create(access, "s2", "read")
    key = create(access, "s1", "read").key
    log, shops = MemoryLog(), Shops(access)
    further: dict[str, int] = {}
    routers = [
        metrics.router(history, shops),
        lineage.router(history, shops, log, lambda _: further),
        catalogue.router(),
    ]
    app = create_app("test", "analyzer", Health(), routers=routers)
    app.state.keyring = Keyring(access)
    with TestClient(app, headers={"Authorization": f"Bearer {key}"}) as client:
        yield Api(client, history, log, create(access, None, "read").key, further)
    access.dispose()
    history.dispose()
