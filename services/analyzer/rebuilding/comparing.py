"""Two histories of one log, window by window: equal, changed, or only in one of them."""

from typing import Any

import msgspec
from sqlalchemy import Connection

from services.analyzer.rebuilding.rows import COUNTED, Bounds, Said, Window, closed, shops_of

EXAMPLES = 3  # shown of what differs, a metric


class Difference(msgspec.Struct):
    """One window on which two histories do not say the same; None where one says nothing."""

    shop_id: str
    window: str
    start: int
    scope: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Compared(msgspec.Struct):
    """How the closed windows of one metric compare."""

    metric: str
    equal: int = 0
    changed: int = 0
    only_before: int = 0
    only_after: int = 0
    examples: list[Difference] = []

    @property
    def is_same(self) -> bool:
        """Whether both say the same of all of them."""
        return not self.changed and not self.only_before and not self.only_after


def compare(before: Connection, after: Connection, bounds: Bounds) -> list[Compared]:
    """Each metric that either history has a closed window of, in the catalogue's order."""
    shops = sorted({*shops_of(before), *shops_of(after)})
    told = []
    for metric in COUNTED:
        compared = Compared(metric, examples=[])
        for shop_id in shops:
            _add(
                compared,
                shop_id,
                closed(before, shop_id, metric, bounds),
                closed(after, shop_id, metric, bounds),
            )
        if compared.equal or not compared.is_same:
            told.append(compared)
    return told


def _add(compared: Compared, shop_id: str, before: dict[Window, Said], after: dict[Window, Said]) -> None:
    for window in sorted({*before, *after}):
        old, new = before.get(window), after.get(window)
        if old is not None and new is not None and old.exact == new.exact:
            compared.equal += 1
            continue
        if old is None:
            compared.only_after += 1
        elif new is None:
            compared.only_before += 1
        else:
            compared.changed += 1
        if len(compared.examples) < EXAMPLES:
            shown = Difference(
                shop_id, window.window_kind, window.start, window.scope, _shown(old), _shown(new)
            )
            compared.examples.append(shown)


def _shown(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    figures: dict[str, Any] = msgspec.json.decode(said.figures)
    wanted = ("value", "numerator", "denominator", "null_reason", "label", "parts")
    return {"revision": said.revision, **{name: figures[name] for name in wanted if name in figures}}
