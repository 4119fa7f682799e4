from pathlib import Path

import pytest

from services.console.errors import ConsoleError
from services.console.installation import Installation
from services.console.ports import Ports


def test_a_second_up_in_the_same_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    first = Installation(tmp_path / "data", Ports())
    refused = pytest.raises(ConsoleError, match=r"Another `up` is running in .*another --data\.")
    with first.claim(), refused, first.claim():
        pass
    with first.claim():
        pass


def test_a_folder_that_cannot_be_made_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = Installation(tmp_path / "file" / "data", Ports())
    refused = pytest.raises(ConsoleError, match=r"cannot be written \(Not a directory\): .*another --data\.")
    with refused, broken.claim():
        pass


def test_each_service_is_told_its_port_and_where_the_broker_is(tmp_path: Path) -> None:
    told = Installation(tmp_path, Ports(9000)).environment("alerts")
    assert told["DIANZHANG_BROKER"] == "127.0.0.1:9091"
    assert told["DIANZHANG_DATA_DIR"] == str(tmp_path)
    assert told["ALERTS_PORT"] == "9002"
    assert "127.0.0.0/8" in told["ALERTS_WEBHOOK_ALLOW"]


def test_the_analyzer_has_a_fixed_name_unless_the_operator_gives_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = Installation(tmp_path, Ports(9000))
    assert installation.environment("analyzer")["ANALYZER_INSTANCE"] == "console"
    monkeypatch.setenv("ANALYZER_INSTANCE", "replica-3")
    assert installation.environment("analyzer")["ANALYZER_INSTANCE"] == "replica-3"
