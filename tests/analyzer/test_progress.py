from pathlib import Path

import pytest
from sqlalchemy import Engine

from services.analyzer.agents.owned import Held, Owned
from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.engine.partition import Partition
from services.analyzer.progress import Progress
from services.contracts.topics import PARTITIONS, partition_of
from services.runtime.store import migrate, open_engine
from tests.analyzer.agents.broker import App, Event

VIEW = (
    b'{"specversion":"1.0","id":"v1","source":"/s1","type":"page.viewed","time":"2026-11-20T02:00:00Z",'
    b'"receivedat":"2026-11-20T02:00:01Z","shopid":"s1",'
    b'"data":{"view_id":"v1","visitor_id":"u1","page_type":"home"}}'
)
CONFIGURED = (
    b'{"specversion":"1.0","id":"c1","source":"/s1","type":"shop.configured","time":"2026-11-20T02:00:00Z",'
    b'"receivedat":"2026-11-20T02:00:01Z","shopid":"s1","data":{"timezone":"Asia/Shanghai","currency":"CNY",'
    b'"effective_from":"2026-11-20T00:00:00Z","revision":1,"attribution_hours":60,'
    b'"options":{"returning_days":61,"new_buyer_days":30}}}'
)
NUMBER = partition_of("s1", PARTITIONS)


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path / 'analyzer.db'}")
    migrate(engine, "services.analyzer")
    return engine


async def end_now(_: int) -> int:
    return 7


def owner(database: Engine, records: int) -> Progress:
    owned, fold = Owned[ShopAggregator](), ShopAggregator()
    held = owned.partitions[NUMBER] = Held(Partition(fold), fold)
    for offset in range(records):
        held.engine.feed(SourceRecord(offset, b"s1", VIEW))
        held.hold(Event(App(), offset), 1, len(VIEW))
    return Progress(owned, PARTITIONS, lambda _: 6, end_now, database)


async def test_the_owner_answers_from_what_it_counted(database: Engine) -> None:
    progress = owner(database, 3)
    await progress.tell()
    told = await progress.of("s1")
    assert (told.offsets.applied, told.offsets.checkpointed, told.offsets.end) == (3, 0, 7)
    assert (told.watermark, told.arrived) == ("2026-11-20T02:00:00Z", "2026-11-20T02:00:01Z")
    assert told.open_windows > 0


async def test_another_worker_answers_as_the_owner_told(database: Engine) -> None:
    mine = owner(database, 2)
    await mine.tell()
    theirs = Progress(Owned[ShopAggregator](), PARTITIONS, lambda _: None, end_now, database)
    assert await theirs.of("s1") == await mine.of("s1")


async def test_a_shop_that_sent_nothing_has_seen_nothing(database: Engine) -> None:
    told = await Progress(Owned[ShopAggregator](), PARTITIONS, lambda _: None, end_now, database).of("s1")
    assert (told.watermark, told.offsets.applied) == (None, 0)


async def test_how_far_a_shop_looks_back_is_known_to_every_worker(database: Engine) -> None:
    mine = owner(database, 1)
    held = mine._owned.partitions[NUMBER]
    held.engine.feed(SourceRecord(1, b"s1", CONFIGURED))
    await mine.tell()
    theirs = Progress(Owned[ShopAggregator](), PARTITIONS, lambda _: None, end_now, database)
    beyond = {"returning_days": 31, "attribution_hours": 2}
    assert (mine.further("s1"), theirs.further("s1"), theirs.further("s2")) == (beyond, beyond, {})
