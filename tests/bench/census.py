"""What a fold holds, thing by thing: their number, and the objects that each of them is made of."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.partition import Partition
from services.analyzer.members import DEFAULT_LIMIT
from services.analyzer.packing import unpack
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.shop import Shop
from tests.bench.costs import STORED
from tests.bench.weighing import Scales

OWNERS = (("keyword", "word"), ("item_id", "item"), ("buyer_id", "buyer"))
LENGTHS = {"p": "minute", "m": "minute", "h": "hour", "d": "day", "r": "days back"}  # all others: longer


class Thing(NamedTuple):
    """One kind of thing: how many there are, and what they are made of."""

    name: str
    number: int
    parts: tuple[object, ...]


def things(partition: Partition, fold: ShopAggregator) -> Iterator[Thing]:
    """All that grows with a partition's shops, the numerous first."""
    yield Thing(
        STORED, len(partition._durable), (partition._durable,)
    )  # first: an open pane knows its stored name
    for shop in shops_of(fold):
        yield from _panes(shop)
        yield from _entities(shop)
        yield from _lists(shop)


def shops_of(fold: ShopAggregator) -> list[Shop]:
    """The shops of a fold."""
    return [held.shop for held in fold._held.values()]


def counted(partition: Partition, fold: ShopAggregator) -> dict[str, int]:
    """How many of each thing there are."""
    found: Counter[str] = Counter()
    for thing in things(partition, fold):
        found[thing.name] += thing.number
    return dict(found)


def weighed(partition: Partition, fold: ShopAggregator) -> dict[str, int]:
    """Bytes of each thing; what is of one kind is weighed together and shared evenly."""
    numbers, total = counted(partition, fold), Counter[str]()
    scales = Scales(*(shop.calendar for shop in shops_of(fold)))
    for thing in things(partition, fold):
        total[thing.name] += scales.weigh(*thing.parts)
    return {name: round(total[name] / number) for name, number in numbers.items() if number}


def _panes(shop: Shop) -> Iterator[Thing]:
    for (family, kind, start), scopes in shop.windows.book.windows.items():
        for scope, pane in scopes.items():
            key = PaneKey(family, kind, start, scope)
            yield from _sets(pane)
            yield from _ranks(key, pane)
            yield Thing(_named(key, pane), 1, (scope, pane))
            if isinstance(pane, Pane):
                yield Thing("figure shown", *_shown(shop, pane.key))
        scope, pane = next(iter(scopes.items()))
        yield Thing(_named(PaneKey(family, kind, start, scope), pane), 0, (scopes,))


def _named(key: PaneKey, pane: Pane | bytes) -> str:
    names = {name for name, _ in key.scope}
    owner = next((owner for name, owner in OWNERS if name in names), "shop")
    state = "open" if isinstance(pane, Pane) else "packed"
    return f"{owner} {LENGTHS.get(key.kind[0], 'longer')}, {state}"


def _sets(pane: Pane | bytes) -> Iterator[Thing]:
    """The large sets of an open pane, and those of them that are sketches."""
    for members in () if isinstance(pane, bytes) else pane.members.values():
        if members.is_sketch:
            yield Thing("sketch of visitors", 1, (members,))
        elif members.is_large:
            yield Thing("member of a large set", len(members.counts), (members,))


def _ranks(key: PaneKey, pane: Pane | bytes) -> Iterator[Thing]:
    """The ranks of items that the shop's pane remembers to have said."""
    if key.scope or key.family != "s":
        return
    said = (unpack(key, pane, lambda end: DEFAULT_LIMIT) if isinstance(pane, bytes) else pane).said
    ranks = sum(name.startswith("item_rank ") for name in said)
    if ranks:
        is_packed = isinstance(pane, bytes)
        yield Thing(f"rank said, {'packed' if is_packed else 'open'}", ranks, (pane if is_packed else said,))


def _shown(shop: Shop, key: PaneKey) -> tuple[int, tuple[object, ...]]:
    shown = shop.speaker._shown.get(key, {})
    return len(shown), (shown,)


def _entities(shop: Shop) -> Iterator[Thing]:
    for kind, entities in shop.entities.items():
        held: dict[str, Any] = getattr(entities, "_held", entities)
        is_kept = held is not entities
        for name, entity in held.items():
            state = (", packed" if isinstance(entity, bytes) else ", open") if is_kept else ""
            yield Thing(f"{kind}{state}" if is_kept else "other entity", 1, (name, entity))
        open_ones = getattr(entities, "_touched", None), getattr(entities, "_written", None)
        yield Thing(f"{kind}, packed" if is_kept else "other entity", 0, (held,))
        yield Thing(f"{kind}, open" if is_kept else "other entity", 0, open_ones)


def _lists(shop: Shop) -> Iterator[Thing]:
    windows, speaker = shop.windows, shop.speaker
    yield Thing("window that is due", len(windows.due), (windows.due,))
    yield Thing("window that waits for its turn", len(speaker._turns._waiting), (speaker._turns,))
    yield Thing("visit that is open", len(shop.open_visits), (shop.open_visits,))
    yield Thing("text of a scope", len(shop.writer._scopes), (shop.writer._scopes,))
