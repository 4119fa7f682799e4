"""Ingest and a producer are alive when a fact of theirs has just arrived, however far behind the figures are."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from services.alerts.hearing.rows import note_heard
from services.alerts.hearing.wakes import Wake
from services.alerts.judging.silence import INGEST, OURS
from services.alerts.scopes import whole
from services.alerts.store.shop_tables import HeardRow

EVERY = timedelta(seconds=5)  # one sign in so long is enough, as with the ticks
Arrivals = dict[str, dict[str, datetime]]  # shop -> producer, or ingest -> the latest arrival


class Signs:
    """What was noted last of each shop; forgotten at a restart, and then noted anew."""

    def __init__(self) -> None:
        """Nothing was noted yet."""
        self._noted: dict[str, datetime] = {}

    def due(self, arrivals: Arrivals) -> Arrivals:
        """The shops whose arrivals are worth noting."""
        due = {shop_id: told for shop_id, told in arrivals.items() if self._is_due(shop_id, told[INGEST])}
        self._noted |= {shop_id: told[INGEST] for shop_id, told in due.items()}
        return due

    def _is_due(self, shop_id: str, at: datetime) -> bool:
        return shop_id not in self._noted or at - self._noted[shop_id] >= EVERY


def note(arrivals: Arrivals, event: Any) -> None:
    """One more fact that has arrived; what our own services write did not pass ingest."""
    at = event.receivedat
    if at is None or event.source.startswith(OURS):
        return
    told = arrivals.setdefault(event.shopid, {INGEST: at})
    told[INGEST] = max(told[INGEST], at)
    if not event.history:
        told[event.source] = max(told.get(event.source, at), at)


def hear(session: Session, shop_id: str, told: Mapping[str, datetime]) -> Iterator[Wake]:
    """Notes who was alive when, and wakes what judges their silence."""
    for name, at in told.items():
        if name == INGEST:
            if note_heard(session, shop_id, INGEST, INGEST, at, None):
                yield Wake(whole(shop_id, {"family": INGEST}), judge="silence")
            continue
        # Only the figures say how long a producer usually pauses: one that they have not named yet is not judged.
        known = session.get(HeardRow, (shop_id, "producer", name))
        if known and note_heard(session, shop_id, "producer", name, at, known.longest_gap_seconds):
            yield Wake(whole(shop_id, {"producer": name}), judge="silence")
