from pathlib import Path

import pytest

from services.runtime.health import Health
from services.runtime.kafka.stream import STREAM, report_assignment, stream_app
from services.runtime.settings import Stack


def test_a_worker_has_the_settings_that_were_proven(tmp_path: Path) -> None:
    conf = stream_app("analyzer", Stack(data_dir=tmp_path, broker="a:1,b:2")).conf
    assert [str(url) for url in conf.broker] == ["kafka://a:1", "kafka://b:2"]
    assert not conf.web_enabled
    assert not conf.topic_allow_declare
    assert conf.topic_disable_leader
    assert not conf.stream_wait_empty
    assert conf.broker_heartbeat_interval == conf.broker_session_timeout / 4
    assert conf.producer_linger < 1, "it is in seconds"
    assert conf.consumer_auto_offset_reset == "earliest"


def test_a_replica_with_a_name_is_a_static_member(tmp_path: Path) -> None:
    stack = Stack(data_dir=tmp_path)
    assert stream_app("alerts", stack, instance="alerts-1").conf.consumer_group_instance_id == "alerts-1"
    assert stream_app("alerts", stack).conf.consumer_group_instance_id is None


async def test_readiness_follows_the_assignment(tmp_path: Path) -> None:
    app, health = stream_app("planner", Stack(data_dir=tmp_path)), Health(STREAM)
    report_assignment(app, health)
    assert not health.ready().ok
    await app.on_rebalance_complete.send()
    assert health.ready().ok
    await app.on_partitions_revoked.send(set())
    assert health.ready().reasons == {STREAM: "partitions are being assigned"}


@pytest.mark.parametrize("name", ["faust", "data/faust"])
def test_nothing_is_written_outside_the_data_folder(tmp_path: Path, name: str) -> None:
    app = stream_app("alerts", Stack(data_dir=tmp_path / "data"))
    assert Path(app.conf.datadir) == tmp_path / "data" / "faust"
    assert not (tmp_path / name).exists()
