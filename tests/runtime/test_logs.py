import json
import logging
from collections.abc import Iterator

import pytest

from services.runtime import logs
from services.runtime.settings import Stack

FORGED = 'x\n{"event": "forged", "level": "info"}'


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_is_one_json_object_with_service_level_time_and_facts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("alerts", Stack())
    logs.get("shop").info("order_seen", shop="s1", amount_minor=100)
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "order_seen"
    assert (line["service"], line["level"], line["shop"], line["amount_minor"]) == (
        "alerts",
        "info",
        "s1",
        100,
    )
    assert line["timestamp"].endswith("Z")


def test_a_library_speaks_in_the_same_shape(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("alerts", Stack())
    logging.getLogger("some.library").warning("lost %s", "it")
    assert json.loads(capsys.readouterr().err)["event"] == "lost it"


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_no_field_can_forge_a_line(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("ingest", Stack(log_format=log_format))  # type: ignore[arg-type]
    logs.get("door").warning("refused", shop=FORGED, reason="\x1b[2J")
    logging.getLogger("library").warning("said %s", FORGED)
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 2
    assert "\x1b[2J" not in said


def test_a_traceback_of_a_library_stays_within_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("ingest", Stack())
    try:
        raise ValueError(FORGED)
    except ValueError:
        logging.getLogger("library").exception("failed")
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "ValueError" in json.loads(line)["exception"]


def test_an_outage_is_said_once_in_half_a_minute_with_the_number_left_out() -> None:
    now = [0.0]
    repeats = logs.Repeats(30, monotonic=lambda: now[0])
    passed = []
    for second in range(61):
        now[0] = float(second)
        record = logging.LogRecord("aiokafka.conn", logging.WARNING, "", 0, "broker %s away", ("b",), None)
        if repeats.filter(record):
            passed.append(record.getMessage())
    assert passed == [
        "broker b away",
        "broker b away [29 more like this]",
        "broker b away [29 more like this]",
    ]


def test_our_own_lines_are_never_left_out() -> None:
    repeats = logs.Repeats(30)
    record = logging.LogRecord("services.alerts", logging.WARNING, "", 0, "again", (), None)
    assert all(repeats.filter(record) for _ in range(5))
