"""Ingest as a process on the real broker: what is accepted, refused and hidden, and how it ends."""

import json
import random
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.contracts.registry import decode_lines
from services.contracts.topics import EVENTS, FACTS, REJECTED, TICK_HEADER
from tests.system.ingest_process import IngestProcess, lines, order, records, running_ingest, taken
from tests.system.running import eventually


@pytest.fixture(scope="module")
def ingest(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IngestProcess]:
    """One ingest with short deadlines for slow clients."""
    folder = tmp_path_factory.mktemp("ingest")
    with running_ingest(broker, folder, header_seconds=1, body_seconds=1, tick_seconds=0.5) as ingest:
        yield ingest


@pytest.fixture
def shop() -> str:
    return f"shop-{random.randrange(1 << 40):x}"


def test_a_bad_batch_is_ten_verdicts_seven_events_and_three_in_quarantine(
    ingest: IngestProcess, shop: str
) -> None:
    batch: list[dict[str, Any]] = [order(number) for number in range(10)]
    batch[2]["data"]["amount_minor"] = -5
    batch[5]["type"] = "order.payed"
    del batch[8]["data"]["order_id"]
    answer = ingest.post(batch, ingest.key(shop))
    assert answer.status_code == 202
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (7, 3)
    refused = [each for each in answer.json()["results"] if each["status"] == "rejected"]
    assert [(each["index"], each["reason"], each["field"]) for each in refused] == [
        (2, "field_range", "data.amount_minor"),
        (5, "unknown_type", "type"),
        (8, "field_missing", "data.order_id"),
    ]
    kept = ingest.get(f"/v1/quarantine?shop={shop}", ingest.key(shop, "read")).json()["events"]
    assert sorted(each["reason"] for each in kept) == ["field_missing", "field_range", "unknown_type"]
    seven = ["0", "1", "3", "4", "6", "7", "9"]
    for topic in (EVENTS, FACTS):
        assert [each["data"]["order_id"] for each in taken(ingest.stack.broker, topic, shop)] == seven
    told = lines(ingest.stack.broker, REJECTED, shop)
    assert sorted(each["data"]["quarantine_id"] for each in told) == sorted(
        each["quarantine_id"] for each in kept
    )


def test_a_raw_buyer_id_is_in_no_topic_table_file_or_log(ingest: IngestProcess, shop: str) -> None:
    canary = f"CANARY-{random.randrange(1 << 60):x}"
    key = ingest.key(shop)
    good = order(1, buyer_id=canary, unlisted=[{"visitor_id": canary}]) | {
        "id": f"paid:{canary}",
        "subject": canary,
    }
    early = order(2, buyer_id=canary, traffic_source="mine") | {"id": f"early:{canary}"}
    mail = order(3, buyer_id=f"{canary}@example.com") | {"id": f"mail:{canary}@example.com"}
    chat = order(4) | {
        "type": "inquiry.messaged",
        "data": {
            "message_id": canary[7:],
            "inquiry_id": "q1",
            "sender": "agent",
            "text": f"{canary} 保证不掉色",
        },
    }
    broken = json.dumps(good).encode()[:-1]
    assert ingest.post([good, early, mail, chat], key).json()["accepted"] == 2
    assert ingest.post(broken, key).status_code == 422
    source = {"key": "mine", "name_zh": "自己", "is_paid": False}
    setting = order(5) | {
        "type": "shop.configured",
        "data": {
            "timezone": "Asia/Shanghai",
            "currency": "CNY",
            "extra_sources": [source],
            "effective_from": "2026-01-01T00:00:00+08:00",
            "revision": 1,
        },
    }
    assert ingest.post(setting, key).json()["accepted"] == 1
    kept = ingest.get(f"/v1/quarantine?shop={shop}&reason=field_enum", ingest.key(shop, "read")).json()[
        "events"
    ]
    assert ingest.post(b"", key, f"/v1/quarantine/{kept[0]['quarantine_id']}/replay").json()["accepted"] == 1
    time.sleep(1.5)  # what is written behind is written by now
    secret = canary.encode()
    for topic, found in records(ingest.stack.broker).items():
        assert not any(secret in (each.value or b"") or secret in (each.key or b"") for each in found), topic
    for file in ingest.stack.data_dir.iterdir():
        assert secret not in file.read_bytes(), file
    assert len(lines(ingest.stack.broker, FACTS, shop)) == 4


def test_s44_one_bad_event_and_clocks_that_are_wrong(ingest: IngestProcess, shop: str) -> None:
    key, now = ingest.key(shop), datetime.now(UTC)
    answer = ingest.post([order(1), order(2, amount_minor=-5), order(3)], key)
    statuses = [(each["status"], each.get("reason"), each.get("field")) for each in answer.json()["results"]]
    assert statuses == [
        ("accepted", None, None),
        ("rejected", "field_range", "data.amount_minor"),
        ("accepted", None, None),
    ]
    sent = now + timedelta(hours=2)
    fast = order(4) | {"time": (sent - timedelta(seconds=30)).isoformat(), "sentat": sent.isoformat()}
    ahead = order(5) | {"time": (now + timedelta(minutes=6)).isoformat()}
    answer = ingest.post([fast, ahead], key)
    assert [each.get("reason") for each in answer.json()["results"]] == [None, "time_in_future"]
    line = taken(ingest.stack.broker, EVENTS, shop)[-1]
    used, received = datetime.fromisoformat(line["time"]), datetime.fromisoformat(line["receivedat"])
    assert received - used == timedelta(seconds=30)


def test_ticks_tell_the_time_on_every_partition_and_never_run_backwards(ingest: IngestProcess) -> None:
    time.sleep(1.5)
    by_partition: dict[int, list[str]] = {}
    for each in records(ingest.stack.broker)[EVENTS]:
        if (TICK_HEADER, b"1") in each.headers:
            assert each.key is None
            by_partition.setdefault(each.partition, []).append(json.loads(each.value)["tick"])
    assert len(by_partition) == ingest.stack.partitions
    for told in by_partition.values():
        assert told == sorted(told)
        assert len(told) >= 2


def test_a_line_is_never_behind_a_tick_that_is_younger(ingest: IngestProcess, shop: str) -> None:
    key = ingest.key(shop)
    for number in range(150):
        ingest.post(order(number), key)
    latest: dict[int, str] = {}
    for each in records(ingest.stack.broker)[EVENTS]:
        if (TICK_HEADER, b"1") in each.headers:
            latest[each.partition] = json.loads(each.value)["tick"]
        elif each.key == shop.encode():
            for event in decode_lines(each.value):
                assert event.receivedat is not None
                assert event.receivedat >= datetime.fromisoformat(
                    latest.get(each.partition, "1970-01-01T00:00:00Z")
                )


def test_a_body_over_the_limit_is_answered_before_it_was_read(ingest: IngestProcess, shop: str) -> None:
    head = f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ingest.key(shop)}\r\n"
    for length in ("Content-Length: 900000000\r\n", "Transfer-Encoding: chunked\r\n"):
        with socket.create_connection(("127.0.0.1", ingest.port)) as client:
            client.settimeout(10)
            client.sendall((head + length + "\r\n").encode())
            sent = 0
            chunk = b"10000\r\n" + bytes(65_536) + b"\r\n" if "chunked" in length else bytes(65_536)
            while sent <= 1_048_576 + 65_536 and "chunked" in length:
                client.sendall(chunk)
                sent += 65_536
            assert client.recv(1_000).startswith(b"HTTP/1.1 413 ")


def test_clients_that_never_finish_are_let_go(ingest: IngestProcess, shop: str) -> None:
    head = f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ingest.key(shop)}\r\n"
    head += "Content-Length: 99\r\n\r\n"
    silent = [socket.create_connection(("127.0.0.1", ingest.port)) for _ in range(200)]
    for number, client in enumerate(silent):
        client.settimeout(10)
        client.sendall(head.encode()[:20] if number % 2 else b"")
    body = socket.create_connection(("127.0.0.1", ingest.port))
    body.settimeout(10)
    body.sendall(head.encode())
    assert ingest.post(order(1), ingest.key(shop)).status_code == 202
    assert all(client.recv(100) == b"" for client in silent)
    assert body.recv(1_000).startswith(b"HTTP/1.1 408 ")
    for client in (*silent, body):
        client.close()


def test_a_head_without_end_is_cut_off(ingest: IngestProcess) -> None:
    with socket.create_connection(("127.0.0.1", ingest.port)) as client:
        client.settimeout(10)
        client.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            _send_headers_for_ever(client)


def _send_headers_for_ever(client: socket.socket) -> None:
    for _ in range(100):
        client.sendall(b"X: " + b"x" * 8_000 + b"\r\n")
        time.sleep(0.01)


def test_a_key_works_at_once_and_a_revoked_one_ends_within_five_seconds(
    ingest: IngestProcess, shop: str
) -> None:
    admin = ingest.key(None, "admin")
    made = ingest.post(
        {"shop": shop, "scope": "write"}, admin, "/v1/keys", **{"Content-Type": "application/json"}
    )
    key = made.json()["key"]
    assert ingest.post(order(1), key).status_code == 202
    revoked = httpx.delete(
        f"{ingest.url}/v1/keys/{made.json()['id']}", headers={"Authorization": f"Bearer {admin}"}
    )
    assert revoked.status_code == 204
    eventually(lambda: ingest.post(order(2), key).status_code == 401, 5)
    for file in ingest.stack.data_dir.iterdir():
        assert key.encode() not in file.read_bytes()


def test_sigterm_answers_what_is_in_flight_and_a_restart_remembers(
    broker: str, tmp_path: Path, shop: str
) -> None:
    with running_ingest(broker, tmp_path) as ingest:
        key = ingest.key(shop)
        assert ingest.post([order(number) for number in range(100)], key).json()["accepted"] == 100
        ingest.process.send_signal(signal.SIGTERM)
        assert ingest.process.wait(20) == 0
    with sqlite3.connect(tmp_path / "ingest.db") as database:
        assert database.execute("SELECT count(*) FROM ingest_seen").fetchone() == (100,)
    again = lines(broker, EVENTS, shop)
    with running_ingest(broker, tmp_path) as ingest:
        sent = [order(number) | {"time": each["time"]} for number, each in enumerate(again)]
        assert ingest.post(sent, key).json()["duplicate"] == 100
