"""The closed windows of a history: the last final word on each, of what an analyzer computes from the log."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from services.analyzer.history.lines import Figures
from services.analyzer.history.store import ROWS
from services.analyzer.history.tables import SHORT_WINDOWS
from services.analyzer.moments import DAY
from services.contracts.catalogue.behind import BEHIND
from services.contracts.metrics import CATALOGUE

# The planner's rows come from elsewhere, and are not counted anew.
COUNTED = tuple(m.id for m in CATALOGUE.values() if m.section != "M12" and m.id != "keyword_verdict")


class Window(NamedTuple):
    """Which window and scope of a metric."""

    window_kind: str
    scope_keys: str
    start: int
    scope: str


class Said(NamedTuple):
    """The last final word on a window."""

    revision: int
    value: float | None
    figures: str
    from_offset: int | None
    to_offset: int | None

    @property
    def exact(self) -> tuple[object, ...]:
        """What it says, as far as a formula decides it."""
        said = _decode(self.figures)
        return (said.value, said.numerator, said.denominator, said.null_reason, said.label, said.parts)


class Bounds(NamedTuple):
    """What two histories can be compared in.

    `partition_of` gives a shop's partition; rows said at offsets before `until` of it count, and windows that start at
    or after `since` of it (epoch seconds; 0 when the log is complete): earlier ones were not counted as a whole.
    `further` gives the days by which a shop's own look-backs go beyond the product's, by option.
    """

    partition_of: Callable[[str], int]
    until: dict[int, int]
    since: dict[int, int]
    further: Callable[[str], Mapping[str, int]] = lambda shop_id: {}

    def holds(self, shop_id: str, metric: str, start: int, to_offset: int | None) -> bool:
        """Whether a final row is one to compare."""
        number = self.partition_of(shop_id)
        if to_offset is None or to_offset >= self.until.get(number, 0):
            return False
        since = self.since.get(number, 0)
        return not since or start - self._looks_back(shop_id, metric) * DAY >= since

    def _looks_back(self, shop_id: str, metric: str) -> int:
        """In days."""
        behind = BEHIND[metric]
        return behind.days_before + self.further(shop_id).get(behind.option, 0)


_decode = msgspec.json.Decoder(Figures).decode


def shops_of(connection: Connection) -> list[str]:
    """The shops that have rows."""
    return sorted(connection.execute(select(ROWS.c.shop_id).distinct()).scalars())


def closed(connection: Connection, shop_id: str, metric: str, bounds: Bounds) -> dict[Window, Said]:
    """The last final word on each closed window of a metric; what is kept for hours only is left out."""
    found: dict[Window, Said] = {}
    for window, said in _final(connection, shop_id, metric):
        known = found.get(window)
        if bounds.holds(shop_id, metric, window.start, said.to_offset) and (
            known is None or said.revision > known.revision
        ):
            found[window] = said
    return found


def _final(connection: Connection, shop_id: str, metric: str) -> Iterator[tuple[Window, Said]]:
    columns = [ROWS.c[name] for name in (*Window._fields, *Said._fields)]
    wanted = (
        ROWS.c.shop_id == shop_id,
        ROWS.c.metric == metric,
        ROWS.c.window_kind.not_in(SHORT_WINDOWS),
        ROWS.c.is_final,
    )
    for row in connection.execute(select(*columns).where(*wanted)):
        yield Window._make(row[: len(Window._fields)]), Said._make(row[len(Window._fields) :])
