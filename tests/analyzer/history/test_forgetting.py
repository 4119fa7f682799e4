"""What the history of a shop does when a buyer was erased."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Engine, func, select

from services.analyzer.entities.erasures import digest
from services.analyzer.history.forgetting import clean
from services.analyzer.history.lines import epoch
from services.analyzer.history.store import ROWS
from services.analyzer.history.tables import ErasedBuyer
from services.analyzer.history.writing import HistoryWriter
from services.contracts.topics import ERASED_HEADER, METRICS
from services.runtime.kafka.inbox import InboxRecord
from services.runtime.store import reading, writing
from tests.analyzer.history.rows import line

BUYER, OTHER = "p_thebuyerthatwaserased000", "p_anotherbuyer000000000000"
ROWS_SAID = "2026-11-19T00:00:00Z"  # as the builder of lines says
AT = epoch("2026-11-19T12:00:00Z")


def units(
    buyer: str, value: int = 3, said: str = ROWS_SAID, day: str = "2026-11-19", shop: str = "s1"
) -> bytes:
    """How many units of an item a buyer has bought on a day."""
    row = line(
        value,
        metric="buyer_item_units",
        day=day,
        shop=shop,
        unit="units",
        is_final=True,
        scope={"buyer_id": buyer, "item_id": "i1"},
    )
    return row.replace(f'"time":"{ROWS_SAID}"'.encode(), f'"time":"{said}"'.encode())


def record(*lines: bytes, erased: str | None = None, shop: str = "s1") -> InboxRecord:
    """A record of the metrics topic, with rows or with an erasure."""
    told = msgspec.json.encode({"digest": digest(shop, erased or ""), "at": AT})
    headers = {ERASED_HEADER: told} if erased else {}
    return InboxRecord(METRICS, 0, 0, shop.encode(), b"\n".join(lines), datetime.now(UTC), headers)


def take(history: Engine, *records: InboxRecord) -> None:
    with writing(history) as session:
        HistoryWriter().take(session, records)


def told(history: Engine) -> list[str]:
    """Everything that the tables hold, as text."""
    with reading(history) as session:
        rows = session.connection().execute(select(ROWS)).all()
        return [str(row) for row in rows]


def test_the_rows_of_an_erased_buyer_are_deleted_and_no_others(history: Engine) -> None:
    take(history, record(units(BUYER), units(OTHER), line(9), units(BUYER, day="2026-11-01")))
    take(history, record(erased=BUYER))
    left = told(history)
    assert not any(BUYER in row for row in left)
    assert len(left) == 2


def test_the_erasure_itself_leaves_no_id_behind(history: Engine) -> None:
    take(history, record(units(BUYER)), record(erased=BUYER))
    with reading(history) as session:
        kept = session.get_one(ErasedBuyer, ("s1", digest("s1", BUYER)))
        assert BUYER not in str(kept)


def test_rows_said_before_that_come_once_more_stay_out(history: Engine) -> None:
    take(history, record(erased=BUYER), record(units(BUYER)))
    take(history, record(units(BUYER, 4), units(OTHER)))
    assert [OTHER in row for row in told(history)] == [True]


def test_in_one_batch_the_order_of_rows_and_erasure_does_not_matter(history: Engine) -> None:
    take(history, record(units(BUYER)), record(erased=BUYER), record(units(BUYER, 5)))
    assert told(history) == []


def test_who_comes_back_has_rows_again(history: Engine) -> None:
    take(history, record(units(BUYER)), record(erased=BUYER))
    take(history, record(units(BUYER, 1, said="2026-11-20T02:00:00Z", day="2026-11-20")))
    assert len(told(history)) == 1


def test_the_same_id_in_another_shop_is_another_person(history: Engine) -> None:
    take(history, record(units(BUYER, shop="s2"), shop="s2"), record(units(BUYER)))
    take(history, record(erased=BUYER))
    assert [row for row in told(history) if "s2" in row] == told(history) != []


def test_what_was_kept_to_keep_rows_out_goes_when_none_can_come_any_more(history: Engine) -> None:
    take(history, record(erased=BUYER))
    assert clean(history, AT + 7 * 86_400) == 0
    assert clean(history, AT + 9 * 86_400) == 1
    with reading(history) as session:
        assert session.connection().execute(select(func.count()).select_from(ErasedBuyer)).scalar() == 0
