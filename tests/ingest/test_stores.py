"""The stores of ingest, on SQLite and on Postgres."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from services.ingest.duplicates import Print
from services.ingest.profile import Profile
from services.ingest.rates import Bucket
from services.ingest.store import buckets, quarantine, seen, shops
from services.ingest.store.tables import QuarantineRow
from services.runtime.store import migrate


@pytest.fixture
def tables(engine: Engine) -> Engine:
    """An empty database of each kind with the tables of ingest."""
    migrate(engine, "services.ingest")
    return engine


def refused(number: int, shop_id: str = "s1", size: int = 10) -> QuarantineRow:
    return QuarantineRow(
        quarantine_id=f"qz{number:04}",
        shop_id=shop_id,
        received_us=number,
        reason="not_json",
        size=size,
        locked=b"x" * size,
    )


def test_a_shop_gets_one_secret_however_many_ask_at_once(tables: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: shops.add(tables, Profile("s1"))[1], range(8)))
    assert len(set(made)) == 1
    assert len(made[0]) == 32


def test_a_shop_is_read_back_as_its_events_left_it(tables: Engine) -> None:
    changed = Profile("s1", "GBP", 3, "Europe/London", frozenset({"a", "b"}), has_events=True)
    secret = shops.add(tables, Profile("s1"))[1]
    shops.save(tables, changed)
    assert shops.load(tables) == {"s1": (changed, secret)}
    assert shops.load(tables, frozenset({"s2"})) == {}


def test_events_seen_are_found_again_until_they_are_forgotten(tables: Engine) -> None:
    prints = [Print(number - 5, number, -number) for number in range(10)]
    seen.remember(tables, prints[:5], 100)
    seen.remember(tables, prints[4:], 200)
    assert sorted(each.key for each in seen.find(tables, [-5, 0, 99], 0)) == [-5, 0]
    assert seen.latest(tables, 150, 3)[-1] in prints[4:]
    assert len(seen.latest(tables, 0, 99)) == 10
    assert seen.forget(tables, 150, 4) == 6
    assert len(seen.latest(tables, 0, 99)) == 4


def test_an_event_seen_again_counts_as_it_was_last(tables: Engine) -> None:
    seen.remember(tables, [Print(1, 1, 1), Print(1, 2, 2)], 100)
    seen.remember(tables, [Print(1, 3, 3)], 200)
    assert seen.find(tables, [1], 150) == [Print(1, 3, 3)]


def test_what_a_key_had_left_survives(tables: Engine) -> None:
    buckets.save(tables, {"a": Bucket(1.5, 10), "b": Bucket(-3, 11)})
    buckets.save(tables, {"a": Bucket(0.5, 12)})
    assert buckets.load(tables) == {"a": Bucket(0.5, 12), "b": Bucket(-3, 11)}


def test_an_event_refused_again_is_counted_not_kept_twice(tables: Engine) -> None:
    quarantine.keep(tables, [refused(1)])
    quarantine.keep(tables, [refused(1), refused(2)])
    assert [(row.quarantine_id, row.times) for row in quarantine.page(tables, "s1")] == [
        ("qz0002", 1),
        ("qz0001", 2),
    ]


def test_the_list_goes_on_where_its_page_ended(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "LISTED", 3)
    quarantine.keep(tables, [refused(number) for number in range(5)] + [refused(9, "s2")])
    first = quarantine.page(tables, "s1")
    rest = quarantine.page(tables, "s1", None, (first[-1].received_us, first[-1].quarantine_id))
    assert [row.received_us for row in first + rest] == [4, 3, 2, 1, 0]
    assert quarantine.page(tables, "s1", "bad_text") == []


def test_a_replayed_event_keeps_no_text(tables: Engine) -> None:
    quarantine.keep(tables, [refused(1)])
    quarantine.mark_replayed(tables, "qz0001", 7)
    row = quarantine.get(tables, "qz0001")
    assert row is not None
    assert (row.locked, row.replayed_us) == (None, 7)


def test_a_flood_pushes_out_the_oldest_of_its_own_shop_only(tables: Engine) -> None:
    quarantine.keep(tables, [refused(number) for number in range(100)] + [refused(500, "s2", 999)])
    assert quarantine.shops_over(tables, 50, 5_000) == ["s1"]
    quarantine.free(tables, "s1", 50, 5_000)
    kept = quarantine.page(tables, "s1")
    assert 40 <= len(kept) <= 50
    assert min(row.received_us for row in kept) == 100 - len(kept)
    assert len(quarantine.page(tables, "s2")) == 1


def test_what_is_out_of_date_goes(tables: Engine) -> None:
    quarantine.keep(tables, [refused(number) for number in range(4)])
    assert quarantine.forget(tables, 2) == 2
