from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from services.analyzer.errors import UnknownShop
from services.analyzer.shops import Shops
from services.runtime.access.keys import create
from services.runtime.access.opening import open_access
from services.runtime.settings import Stack
from tests.analyzer.test_progress import VIEW


@pytest.fixture
def shops(tmp_path: Path) -> Shops:
    access = open_access(Stack(data_dir=tmp_path))
    create(access, "s1", "write", timezone="Europe/London")
    return Shops(access)


def test_a_shop_is_counted_in_the_zone_of_its_first_key(shops: Shops) -> None:
    fold = ShopAggregator(0, shops.zone_name)
    fold.apply(SourceRecord(0, b"s1", VIEW))
    days = [row for record in fold.current() for row in record.value.split(b"\n") if b'"kind":"day"' in row]
    assert days
    assert all(b'"start":"2026-11-20T00:00:00+00:00"' in row for row in days)


def test_its_zone_is_remembered_with_its_state(shops: Shops) -> None:
    engine = Partition(ShopAggregator(0, shops.zone_name))
    engine.feed(SourceRecord(0, b"s1", VIEW))
    image, snapshot = Image(), engine.snapshot()
    for write in (*snapshot.items, *snapshot.meta):
        image.read(write.key, write.value, write.stamp)
    restored = ShopAggregator(0)
    Partition(restored, image).feed(SourceRecord(1, b"s1", VIEW.replace(b"v1", b"v2")))
    assert all(b"+00:00" in record.value and b"+08:00" not in record.value for record in restored.current())


def test_a_shop_that_nobody_made_has_the_usual_zone_and_no_answers(shops: Shops) -> None:
    assert shops.zone_name("s9") == "Asia/Shanghai"
    assert shops.zone("s1") == ZoneInfo("Europe/London")
    with pytest.raises(UnknownShop):
        shops.zone("s9")
