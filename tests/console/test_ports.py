import socket

import pytest

from services.console.errors import ConsoleError
from services.console.ports import Ports, require_free


def test_every_port_derives_from_the_base() -> None:
    assert Ports(9000).by_role() == {
        "broker": 9091,
        "controller": 9092,
        "ingest": 9000,
        "analyzer": 9001,
        "alerts": 9002,
        "planner": 9003,
        "receiver": 9010,
    }


def test_a_taken_port_is_named_with_its_role_and_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            ConsoleError, match=rf"Port {port} \(analyzer\) is in use .* another --port-base\."
        ):
            require_free({"analyzer": port})


@pytest.mark.parametrize("base", [0, -1, 65_500])
def test_a_base_without_room_for_all_ports_is_refused(base: int) -> None:
    with pytest.raises(ConsoleError, match="--port-base must lie between"):
        Ports(base)
