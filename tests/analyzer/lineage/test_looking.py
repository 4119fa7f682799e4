from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.lineage.looking import Offsets, Place, look, offsets_of
from services.analyzer.lineage.matching import Row
from services.analyzer.moments import DAY, Calendar
from tests.analyzer.lineage.log import MemoryPartition, paid, viewed

CALENDAR = Calendar("Asia/Shanghai")
THE_19TH = CALENDAR.span("d", 1_795_017_600)
ROW = Row("s1", "gmv", THE_19TH, ())
NOON = "2026-11-19T04:00:00Z"


def ids(log: MemoryPartition, within: Offsets, limit: int = 100) -> list[str]:
    """All events behind the row, page by page."""
    seen: list[str] = []
    after: Place | None = None
    while True:
        page = look(log, ROW, within, CALENDAR, after, limit)
        assert len(page.found) <= limit
        seen += [found.event.id for found in page.found]
        if page.following is None:
            return seen
        after = page.following


@given(st.lists(st.lists(st.booleans(), max_size=5), max_size=12), st.integers(1, 7), st.data())
def test_pages_of_any_size_give_each_event_once_and_in_order(
    records: list[list[bool]], limit: int, data: st.DataObject
) -> None:
    log, wanted = MemoryPartition(), []
    begin = data.draw(st.integers(0, len(records)))
    end = data.draw(st.integers(begin, len(records)))
    for offset, lines in enumerate(records):
        names = [f"{offset}-{number}" for number in range(len(lines))]
        sales = [
            paid(name, NOON) if is_sale else viewed(name, NOON)
            for name, is_sale in zip(names, lines, strict=True)
        ]
        log.append(THE_19TH.start + offset, *sales)
        if begin <= offset < end:
            wanted += [name for name, is_sale in zip(names, lines, strict=True) if is_sale]
    assert ids(log, Offsets(begin, end, False), limit) == wanted


def test_ticks_and_lines_that_nobody_can_read_stand_behind_nothing() -> None:
    log = MemoryPartition()
    log.append(THE_19TH.start, b'{"tick":"2026-11-19T00:00:00Z"}', is_tick=True)
    log.append(THE_19TH.start, b"nonsense", paid("o1", NOON), b'{"type":"no.such"}')
    assert ids(log, Offsets(0, 2, False)) == ["o1"]


def test_a_row_says_its_records_itself() -> None:
    assert offsets_of(MemoryPartition(), ROW, 3, 8) == Offsets(3, 9, is_estimated=False)


def test_a_running_row_reaches_to_the_end_of_the_log() -> None:
    log = MemoryPartition()
    log.append(THE_19TH.start - DAY, paid("o0", NOON))
    log.append(THE_19TH.start - 299, paid("o1", NOON))  # its clock was ahead, as far as it may be
    log.append(THE_19TH.start + 5, paid("o2", NOON))
    assert offsets_of(log, ROW, None, None) == Offsets(1, 3, is_estimated=True)


def test_a_metric_that_looks_back_begins_before_its_window() -> None:
    log = MemoryPartition()
    log.append(THE_19TH.start - 29 * DAY, paid("o0", NOON))
    log.append(THE_19TH.start - 20 * DAY, paid("o1", NOON))
    log.append(THE_19TH.start, paid("o2", NOON))
    row = ROW._replace(metric="orders_expected")
    assert offsets_of(log, row, 2, 2) == Offsets(1, 3, is_estimated=False)


def test_a_metric_looks_back_as_far_as_the_shop_has_set() -> None:
    log = MemoryPartition()
    log.append(THE_19TH.start - 50 * DAY, viewed("v0", NOON))
    log.append(THE_19TH.start - 40 * DAY, viewed("v1", NOON))
    log.append(THE_19TH.start, viewed("v2", NOON))
    returning = ROW._replace(metric="returning_share")
    by_class = ROW._replace(metric="visits", scope=(("visitor_class", "new"),))
    for row in (returning, by_class):
        assert offsets_of(log, row, 2, 2).start == 2
        assert offsets_of(log, row._replace(further={"returning_days": 10}), 2, 2).start == 1
        assert offsets_of(log, row._replace(further={"new_buyer_days": 99}), 2, 2).start == 2
