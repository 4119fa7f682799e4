import json
import time
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.errors import ConsoleError
from services.console.sending import Interrupted, Sender, Tally, batches
from tests.console.door import Door


def viewed(n: int, **more: object) -> bytes:
    data = {"view_id": f"v{n}", "visitor_id": "u1", "page_type": "home"}
    event = {"specversion": "1.0", "id": f"e{n}", "source": "/t", "type": "page.viewed"}
    return json.dumps({**event, "time": "2026-11-24T10:00:00Z", "data": data, **more}).encode()


def send(door: Door, *lines: bytes) -> Tally:
    tally = Tally()
    with closing(Sender(door.url, "key")) as sender:
        sender.send(lines, tally)
    return tally


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_door_gets_the_same_events_again_after_the_pause_it_asked_for(door: Door, status: int) -> None:
    door.refusals.append((status, {"retry-after": "1"}))
    begun = time.monotonic()
    tally = send(door, viewed(1), viewed(2))
    assert tally.accepted == 2
    assert time.monotonic() - begun >= 1
    assert door.bodies[0] == door.bodies[1]


def test_a_connection_that_breaks_is_tried_again_until_somebody_stops_it() -> None:
    asked = iter([False, False, True])
    with (
        closing(Sender("http://127.0.0.1:9", "key", lambda: next(asked))) as sender,
        pytest.raises(Interrupted),
    ):
        sender.send([viewed(1)], Tally())


def test_a_refused_key_ends_with_what_ingest_said(door: Door) -> None:
    door.refusals.append((401, {}))
    with pytest.raises(ConsoleError, match=r"Ingest refused the events \(401\): not now"):
        send(door, viewed(1))


def test_rejected_events_are_counted_by_reason_with_their_field(door: Door) -> None:
    tally = send(door, viewed(1), viewed(1), viewed(2, type="no.such"), viewed(3, data={"view_id": "v3"}))
    assert (tally.accepted, tally.duplicate, tally.sent) == (1, 1, 4)
    assert dict(tally.rejected) == {"unknown_type": 1, "field_missing": 1}
    assert "data." in tally.example["field_missing"]


@given(
    st.lists(st.binary(min_size=1, max_size=40)),
    st.integers(1, 7),
    st.integers(41, 200),
)
def test_batches_keep_every_line_in_order_and_stay_under_both_limits(
    lines: list[bytes], events: int, size: int
) -> None:
    groups = list(batches(lines, events, size))
    assert [line for group in groups for line in group] == lines
    assert all(0 < len(group) <= events for group in groups)
    assert all(len(b"\n".join(group)) < size for group in groups)
