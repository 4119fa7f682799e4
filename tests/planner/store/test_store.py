"""What the planner remembers, on SQLite and on Postgres: newest revisions, settings that count, an outbox in order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from services.contracts import topics
from services.planner.store import figures, outbox, settings
from services.planner.store.tables import DayFigure
from services.planner.targets import target_set
from services.runtime.store import reading, writing
from tests.planner.shop import SHOP, LivedShop, at, day_row, goals, metric_row, rows

DAY = date(2026, 11, 26)


@pytest.fixture
def shop(engine: Engine) -> LivedShop:
    return LivedShop(engine, at(DAY, 8))


def final(shop: LivedShop) -> DayFigure | None:
    with reading(shop.engine) as session:
        return figures.figure(session, SHOP, "gmv", DAY)


def test_the_highest_revision_counts_in_whatever_order_rows_come(shop: LivedShop) -> None:
    for value, revision in ((300, 2), (200, 1), (100, 0), (400, 3), (350, 2)):
        shop.take(topics.METRICS, [day_row("gmv", DAY, value, revision)])
    found = final(shop)
    assert found is not None
    assert (found.value, found.revision) == (400, 3)


def test_a_running_figure_gives_way_to_the_final_one_only(shop: LivedShop) -> None:
    shop.take(topics.METRICS, [day_row("gmv", DAY, 100, 0), day_row("gmv", DAY, 120, 0)])
    running = final(shop)
    assert running is not None
    assert (running.value, running.revision) == (120, 0)
    with reading(shop.engine) as session:
        assert figures.finals(session, SHOP, "gmv") == {}


def test_what_the_planner_said_itself_is_no_figure_of_the_shop(shop: LivedShop) -> None:
    row = metric_row("gmv", "day", at(DAY), at(DAY + timedelta(days=1)), 5, 1)
    shop.take(
        topics.METRICS,
        [type(row)(**{name: getattr(row, name) for name in row.__struct_fields__} | {"source": "/planner"})],
    )
    assert final(shop) is None


def test_a_setting_counts_by_its_revision_and_is_kept_once(shop: LivedShop) -> None:
    event = target_set(SHOP, "2026-11", "gmv", 3_000_000, None, at(DAY))
    with writing(shop.engine) as session:
        assert settings.keep(session, event)
        assert not settings.keep(session, event)
        assert settings.next_revision(session, event) == 2
        assert len(settings.all_of(session, SHOP)) == 1


def test_final_rows_of_a_day_are_kept_for_long_as_well(shop: LivedShop) -> None:
    shop.target("2026-11", 3_000_000, at(date(2026, 11, 1)))
    shop.closes(DAY - timedelta(days=1), 90_000)
    shop.clock.advance(5)
    from services.planner.agents.rounds import think

    while think(shop.engine, shop.clock):
        shop.clock.advance(3)
    with reading(shop.engine) as session:
        lines = outbox.waiting(session, 100_000)
    assert [line.id for line in lines] == sorted(line.id or 0 for line in lines)
    kept = [line for line in lines if line.topic == topics.METRICS_FINAL]
    assert kept
    assert all('"is_final":true' in line.body for line in kept)


def test_a_line_that_cannot_be_read_stops_nothing(shop: LivedShop) -> None:
    from services.contracts.registry import encode
    from services.runtime.kafka.inbox import InboxRecord

    value = b"not json\n" + encode(day_row("gmv", DAY, 7)) + b'\n{"type":"unheard.of"}'
    record = InboxRecord(topics.METRICS, 0, 1, SHOP.encode(), value, shop.clock.now(), {})
    with writing(shop.engine) as session:
        shop.intake.take(session, [record])
    found = final(shop)
    assert found is not None
    assert found.value == 7


def test_old_item_figures_are_forgotten_and_the_days_of_the_shop_are_not(shop: LivedShop) -> None:
    old = DAY - timedelta(days=20)
    shop.take(topics.METRICS, [day_row("gmv", old, 5), day_row("gmv", old, 5, item_id="i1")])
    with reading(shop.engine) as session:
        assert figures.by_name(session, SHOP, figures.ITEM, ("gmv",), old, DAY)["i1"][old] == {"gmv": 5}
    with writing(shop.engine) as session:
        figures.forget(session, at(DAY + timedelta(days=30)))
    with reading(shop.engine) as session:
        assert figures.finals(session, SHOP, "gmv") == {old: 5}
        assert figures.by_name(session, SHOP, figures.ITEM, ("gmv",), old, DAY) == {}


def test_the_plan_is_said_and_a_second_look_says_nothing(shop: LivedShop) -> None:
    shop.target("2026-11", 3_000_000)
    shop.closes(DAY - timedelta(days=1), 100_000)
    said = shop.settle()
    assert goals(said)
    assert rows(said, "target")
    assert shop.settle() == []
