"""Random shop days in which somebody is erased, and the same days in which a person unknown to the shop is."""

import random
from datetime import datetime, timedelta
from typing import Any

import msgspec

from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from services.contracts.topics import METRICS
from tests.analyzer.shopdays import FIRST, Days, Event, log_of, stamp

BUYER, VISITOR = "p_canaryofonebuyer0000000", "p_canaryofonevisitor00000"
NOBODY = ("p_nobodythatweknow0000000", "p_nobodythatwasseen000000")
CANARY = b"canary"


def days(seed: int, names: tuple[str, str] = (BUYER, VISITOR)) -> list[Event]:
    """Random days, with one buyer and one visitor under names that can be searched for."""
    told = Days(seed, days=1)
    events = told.fill(orders=9, views=12)
    told.say("member.joined", FIRST + timedelta(hours=5), buyer_id="b1", person_id="p_cs1")
    told.say(
        "complaint.filed",
        FIRST + timedelta(hours=6),
        complaint_id="c1",
        buyer_id="b1",
        order_id="o1",
        reason="quality",
    )
    text = msgspec.json.encode(events).decode()
    for old, new in zip(("b1", "u1"), names, strict=True):
        text = text.replace(f'"{old}"', f'"{new}"')
    renamed: list[Event] = msgspec.json.decode(text)
    for event in renamed:  # event ids made from the natural key hold the pseudonym, as ingest writes them
        if event["data"].get("buyer_id") == names[0]:
            event["id"] = f"{event['type']}:{names[0]}:{event['id']}"
    return sorted(renamed, key=lambda event: (event["time"], event["id"]))


def erasing(
    buyer: str | None, visitor: str | None, erasure_id: str = "er1", at: datetime | None = None
) -> Event:
    """The erasure; without a moment of its own it holds for everything that is told of these days."""
    ids = {"buyer_id": buyer, "visitor_id": visitor}
    return {
        "specversion": "1.0",
        "id": f"erased:{erasure_id}",
        "source": "/s1/shop",
        "type": "buyer.erased",
        "time": stamp(at or FIRST + timedelta(days=9)),
        "shopid": "s1",
        "data": {"erasure_id": erasure_id, **{name: value for name, value in ids.items() if value}},
    }


def a_log(seed: int, *erasures: tuple[float, Event], events: list[Event] | None = None) -> list[SourceRecord]:
    """The days as a log, some events late and some twice; each erasure arrives at a share (0..1) of the days."""
    chance, arrivals = random.Random(seed), []
    for event in days(seed) if events is None else events:
        for _ in range(2 if chance.random() < 0.3 else 1):
            delay = chance.choice([7200, 90_000]) if chance.random() < 0.1 else chance.randrange(20)
            arrivals.append((datetime.fromisoformat(event["time"]) + timedelta(seconds=delay), event))
    for share, erasure in erasures:
        arrivals.append((FIRST + timedelta(hours=30 * share), erasure))
    return log_of(arrivals, chance)


def rows_of(records: list[OutputRecord], renamed: dict[str, str] | None = None) -> dict[tuple[str, str], Any]:
    """What the metric rows say, by what they are about; names of buyers as given."""
    found: dict[tuple[str, str], Any] = {}
    for record in records:
        if record.topic == METRICS and record.value:
            for line in record.value.split(b"\n"):
                row = msgspec.json.decode(line)
                data = row["data"]
                scope = {key: (renamed or {}).get(value, value) for key, value in data["scope"].items()}
                where = msgspec.json.encode(
                    [data["metric"], scope, data["window"], data["revision"]], order="sorted"
                ).decode()
                found[where, row["time"]] = {name: value for name, value in data.items() if name != "scope"}
    return found
