"""A process that takes the records of a small log into a database, one by one, and says when it is done.

python -m tests.alerts.worker DATABASE_URL
"""

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from services.alerts.taking import Taking
from services.contracts.topics import FACTS, METRICS
from services.runtime.clock import ManualClock
from services.runtime.kafka.inbox import Inbox, InboxRecord
from services.runtime.store import migrate, open_engine

START = datetime(2026, 11, 20, 2, tzinfo=UTC)
PROMOS = 12
ROUNDS = 30


def log() -> list[InboxRecord]:
    """Wrong coupons one after the other, each sold a few times, half of them withdrawn."""
    facts: list[InboxRecord] = []
    figures: list[InboxRecord] = []
    for round_ in range(ROUNDS):
        now = START + timedelta(seconds=20 * round_)
        if round_ < PROMOS:
            facts.append(record(FACTS, len(facts), now, coupon(round_, now)))
        if PROMOS <= round_ < PROMOS + PROMOS // 2:
            facts.append(record(FACTS, len(facts), now, withdrawn(round_ - PROMOS, now)))
        lines = [row for promo in range(min(round_ + 1, PROMOS)) for row in sold(promo, round_, now)]
        figures.append(record(METRICS, len(figures), now, *lines))
    together = [*facts, *figures]
    return sorted(together, key=lambda each: (each.timestamp, each.topic))


def record(topic: str, offset: int, now: datetime, *lines: bytes) -> InboxRecord:
    return InboxRecord(topic, 0, offset, b"s1", b"\n".join(lines), now, {})


def coupon(number: int, now: datetime) -> bytes:
    terms: dict[str, Any] = {"promo_id": f"pr{number}", "kind": "fixed_price", "item_ids": [f"i{number}"]}
    more = {"price_minor": 100, "stackable": False, "starts_at": now.isoformat()}
    return event("promo.published", f"p{number}", now, {**terms, **more})


def withdrawn(number: int, now: datetime) -> bytes:
    return event("promo.withdrawn", f"w{number}", now, {"promo_id": f"pr{number}"})


def sold(number: int, round_: int, now: datetime) -> list[bytes]:
    """The pulse in which one unit was sold below the floor, and the sum so far."""
    start = now - timedelta(seconds=now.second % 10)
    pulse = {"kind": "pulse", "start": start.isoformat(), "end": (start + timedelta(seconds=10)).isoformat()}
    so_far = {"kind": "to_date", "start": START.isoformat(), "end": now.isoformat()}
    scope = {"shop_id": "s1", "promo_id": f"pr{number}"}
    units = 1 if round_ % 7 == number % 7 else 0
    return [
        row("below_floor_units", units, scope, pulse, now),
        row("below_floor_units", round_ + 1, scope, so_far, now),
        row("promo_loss", 5900 * (round_ + 1), scope, so_far, now),
    ]


def row(metric: str, value: int, scope: dict[str, str], window: dict[str, str], now: datetime) -> bytes:
    usual = {"unit": "units", "basis": "stream", "is_final": False, "revision": 1}
    data = {"metric": metric, "metric_zh": metric, "scope": scope, "window": window, "value": value, **usual}
    return event("metric.rolled", f"{metric}:{now}", now, data)


def event(kind: str, event_id: str, now: datetime, data: dict[str, Any]) -> bytes:
    envelope = {"specversion": "1.0", "id": event_id, "source": "/s1", "type": kind, "shopid": "s1"}
    times = {"time": now.isoformat(), "receivedat": now.isoformat()}
    return msgspec.json.encode({**envelope, **times, "data": data})


def main(url: str) -> None:
    """Begins again from some record before the stored place, as a consumer does after a crash."""
    engine = open_engine(url)
    migrate(engine, "services.alerts")
    inbox, clock, records = Inbox(engine, "alerts"), ManualClock(START), log()
    taking = Taking(clock, lambda: START, lambda: None, lambda: b"secret")
    print("ready", flush=True)
    for each in records:
        clock.set(each.timestamp)
        inbox.take([each], taking.take)
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
