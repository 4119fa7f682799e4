"""Real processes for system tests: a whole stack, a broker alone, a receiver of webhooks."""

from collections.abc import Iterator

import pytest
from rich.console import Console

from services.console.broker.process import running_broker
from services.console.ports import Ports
from tests.system.ports import free_base
from tests.system.receiver import Receiver, running_receiver
from tests.system.running import Stack, running_stack

SYSTEM_TEST_SECONDS = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Real processes need more than the two minutes that other tests have."""
    for item in items:
        if "tests/system/" in item.nodeid and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SYSTEM_TEST_SECONDS))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One running stack without the sample shop; tests keep apart by using shops of their own."""
    with running_stack(tmp_path_factory.mktemp("stack") / "data", free_base(), "--no-sample") as stack:
        yield stack


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bootstrap address of a broker alone, without topics."""
    data = tmp_path_factory.mktemp("broker")
    with running_broker(data, Ports(free_base()), Console(stderr=True)) as bootstrap:
        yield bootstrap


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook receiver of this test's own; call `trust` with the endpoint's secret."""
    with running_receiver() as receiver:
        yield receiver
