import gzip
import json
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from services.console.errors import ConsoleError
from services.console.eventfiles import shaped
from services.console.pacing import at_once
from services.console.replay import Replay, send, summary
from services.console.sending import Sender, Tally
from tests.console.door import Door
from tests.console.test_sending import viewed

LINES = [viewed(1), viewed(2), b'{"not": "an event"}']


def replayed(door: Door, order: Replay) -> Tally:
    tally = Tally()
    with closing(Sender(door.url, "key")) as sender:
        send(order, sender, tally, Console(file=StringIO()), lambda: False)
    return tally


@pytest.mark.parametrize("kind", ["plain", "gzip", "array"])
def test_a_file_is_read_plain_packed_or_as_an_array(door: Door, tmp_path: Path, kind: str) -> None:
    text = b"\n".join(LINES) + b"\n\n"
    if kind == "array":
        text = b"[" + b",".join(LINES) + b"]"
    (tmp_path / "events").write_bytes(gzip.compress(text) if kind == "gzip" else text)
    tally = replayed(door, Replay([tmp_path / "events"], at_once))
    assert tally.accepted == 2
    assert tally.rejected.total() == 1


def test_another_shop_and_history_are_written_into_each_event(door: Door, tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(b"\n".join(LINES[:2]))
    replayed(door, Replay([tmp_path / "events"], at_once, shop="s9", is_history=True))
    assert {(event["shopid"], event["history"]) for event in door.events} == {("s9", True)}


def test_a_line_that_is_no_json_reaches_ingest_as_it_is(tmp_path: Path) -> None:
    assert shaped(b"{broken", "s9", is_history=True) == b"{broken"
    assert json.loads(shaped(b'{"id": "\xe5\xba\x97"}', "s9", is_history=False)) == {
        "id": "店",
        "shopid": "s9",
    }


def test_a_file_that_is_not_what_it_looks_like_is_one_sentence(door: Door, tmp_path: Path) -> None:
    (tmp_path / "events.gz").write_bytes(b"\x1f\x8bbroken")
    with pytest.raises(ConsoleError, match=r"events\.gz cannot be read"):
        replayed(door, Replay([tmp_path / "events.gz"], at_once))


def test_the_summary_names_each_reason_with_its_first_message() -> None:
    tally = Tally()
    bad = {"status": "rejected", "reason": "field_range", "field": "data.amount_minor", "message": "below 0"}
    tally.add({"accepted": 7, "duplicate": 2, "results": [bad, bad]})
    shown = StringIO()
    Console(file=shown, width=100).print(summary(tally, 1.0))
    assert "field_range" in shown.getvalue()
    assert "data.amount_minor: below 0" in shown.getvalue()
