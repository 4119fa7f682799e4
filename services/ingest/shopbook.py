"""The shops that ingest knows, in memory before SQL: what they are judged by, and what their events change."""

import asyncio
from collections.abc import Iterable

from sqlalchemy import Engine
from sqlmodel import col, select

from services.ingest.judging import Desk
from services.ingest.phrases import Phrases
from services.ingest.profile import Profile
from services.ingest.pseudonyms import Pseudonyms
from services.ingest.store import shops
from services.ingest.vault import Vault
from services.runtime.access.tables import Shop
from services.runtime.store import reading

ASIDE = "-"  # where refused events are kept that name no shop of their key


class ShopBook:
    """A shop is looked up when first named: in our own table, else among the shops that have keys."""

    def __init__(self, engine: Engine, access: Engine, phrases: Phrases) -> None:
        self._engine = engine
        self._access = access
        self._phrases = phrases
        self._desks: dict[str, Desk] = {}
        self._vaults: dict[str, Vault] = {}
        self._unsaved: dict[str, Profile] = {}
        self._changes = 0

    def desk(self, shop_id: str) -> Desk | None:
        """Where the shop's events are judged; None for a shop that was not found."""
        return self._desks.get(shop_id)

    def home(self, shop_id: str | None) -> Desk:
        """Where a key's events are refused that name no shop it may write: its own shop, else aside."""
        return self._desks.get(shop_id or ASIDE) or self._desks[ASIDE]

    def vault(self, shop_id: str) -> Vault:
        """Where the texts of its refused events are locked; the shop must have been found before."""
        if shop_id not in self._vaults:
            self._vaults[shop_id] = Vault(self._desks[shop_id].secret)
        return self._vaults[shop_id]

    async def find(self, shop_ids: Iterable[str]) -> None:
        """Look up the shops that are not known yet."""
        unknown = frozenset(shop_ids) - self._desks.keys()
        if unknown:
            self._know(await asyncio.to_thread(self._look_up, unknown))

    async def refresh(self) -> None:
        """See what another ingest has changed; what was read while this one changed something is out of date."""
        before = self._changes
        known = await asyncio.to_thread(shops.load, self._engine)
        if self._changes == before and not self._unsaved:
            self._know(known)

    def change(self, desk: Desk) -> None:
        """Judge by this profile from now on; `save` makes it last."""
        self._changes += 1
        self._desks[desk.profile.shop_id] = desk
        self._unsaved[desk.profile.shop_id] = desk.profile

    async def save(self) -> None:
        """Write the changed profiles; they must last before the events that changed them reach the stream."""
        for shop_id, profile in list(self._unsaved.items()):
            await asyncio.to_thread(shops.save, self._engine, profile)
            if self._unsaved.get(shop_id) is profile:
                del self._unsaved[shop_id]

    def _know(self, found: dict[str, tuple[Profile, bytes]]) -> None:
        for shop_id, (profile, secret) in found.items():
            known = self._desks.get(shop_id)
            pseudonyms = known.pseudonyms if known else Pseudonyms(secret)
            self._desks[shop_id] = Desk(profile, secret, pseudonyms, self._phrases)

    def _look_up(self, shop_ids: frozenset[str]) -> dict[str, tuple[Profile, bytes]]:
        found = shops.load(self._engine, shop_ids)
        missing = shop_ids - found.keys()
        for profile in self._with_keys(missing):
            found[profile.shop_id] = shops.add(self._engine, profile)
        return found

    def _with_keys(self, shop_ids: frozenset[str]) -> list[Profile]:
        aside = [Profile(ASIDE)] if ASIDE in shop_ids else []
        if not shop_ids - {ASIDE}:
            return aside
        with reading(self._access) as session:
            rows = session.exec(select(Shop).where(col(Shop.shop_id).in_(shop_ids))).all()
        return aside + [Profile(row.shop_id, row.currency, row.exponent, row.timezone) for row in rows]
