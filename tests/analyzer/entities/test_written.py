"""Whoever is packed is held as what was written last, so every change of a kept entity has to be written."""

import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.entities.kinds import RESTING, nobody
from tests.analyzer.shopdays import BY_DAYS, BY_HOURS, arrived, shop_days


class Packed(msgspec.Struct):
    """What is seen of a packed entity; an open one is seen as it is."""


class Watched:
    """An analyzer whose checkpoints are compared with the entities that were open when they were taken."""

    def __init__(self) -> None:
        self.fold = ShopAggregator()
        self.written: dict[bytes, bytes] = {}
        self.compared = dict.fromkeys(RESTING, 0)

    def checkpoint(self) -> list[str]:
        """The entities that would not come back from what is written of them as they are."""
        were_open = [
            (shop_id, kind, name, entity)
            for shop_id, held in self.fold._held.items()
            for kind, kept in held.shop.kept.items()
            for name, entity in kept.glimpse(Packed)
            if not isinstance(entity, Packed)
        ]
        self.written.update(self.fold.take_changed())
        for key in self.fold.take_dropped():
            self.written.pop(key, None)
        return [
            f"{kind} {name} is {entity}, written is {stored}"
            for shop_id, kind, name, entity in were_open
            if (stored := self._stored(shop_id, kind, name)) != as_written(kind, entity)
        ]

    def _stored(self, shop_id: str, kind: str, name: str) -> Any:
        self.compared[kind] += 1
        body = self.written[msgspec.json.encode((shop_id, kind, name))]
        return come_back(kind, body, self.fold._held[shop_id].shop.kept[kind].mend)


def come_back(kind: str, body: bytes, mend: Callable[[Any], None] = lambda _: None) -> Any:
    """The entity that was written."""
    back: Any = nobody()[kind]
    back.mend = mend
    back.take("anyone", body)
    return back["anyone"]


def as_written(kind: str, entity: Any) -> Any:
    """An entity with what follows from the rest of it made anew."""
    as_new: Any = nobody()[kind]
    return come_back(kind, as_new.pack(entity))


@pytest.mark.parametrize(("seed", "manner"), [(2, BY_HOURS), (5, BY_DAYS)])
def test_whoever_is_packed_comes_back_as_it_was_however_late_its_events_came(seed, manner):
    watched, chance = Watched(), random.Random(seed)
    for record in arrived(shop_days(seed).events, seed, manner):
        watched.fold.apply(record)
        if chance.random() < 0.1:
            assert watched.checkpoint() == []
    assert min(watched.compared.values()) > 20
