"""What the read API may be asked, checked and in one piece."""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Which word on a window is wanted."""

    FINAL = "final"
    CURRENT = "current"
    NEWEST = "newest"
    ALL = "all"


class Place(NamedTuple):
    """Where a page ended: the next one begins behind it."""

    metric: str
    start: int
    scope: str
    revision: int


class Question(NamedTuple):
    """Rows of one shop: windows of one kind that start in [start, end), epoch seconds, None for no bound.

    `scope_keys` are the allowed sets of scope names, each as the history writes them; `narrowed` gives the wanted
    values of some of these names.
    """

    shop_id: str
    metrics: tuple[str, ...]
    window_kind: str
    start: int | None
    end: int | None
    scope_keys: tuple[str, ...]
    narrowed: dict[str, tuple[str, ...]]
    state: State
    is_every_revision: bool
    after: Place | None
    limit: int
