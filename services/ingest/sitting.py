"""The judgement on all events of one request, in their order, each by what the ones before it changed."""

from collections.abc import Mapping
from typing import Any, Protocol

from services.contracts.reading import Refused
from services.ingest import profile
from services.ingest.duplicates import Print
from services.ingest.judging import Arrival, Desk, Good, Scanned, judge, readable
from services.ingest.verdicts import Status, Verdict


def shop_named(members: dict[str, Any], own_shop: str | None) -> str:
    """The shop that an event is for; `own_shop` is the only one its key writes. Raises Refused."""
    named = members.get("shopid")
    if named is None and own_shop is not None:
        return own_shop
    if named is None:
        raise Refused("field_missing", "shopid", "This key writes to several shops: say which.")
    if not isinstance(named, str):
        raise Refused("field_type", "shopid", "A shop is named by a text.")
    return named.strip()


class Remembers(Protocol):
    """Whatever knows which events were here before; a dict will do."""

    def get(self, key: int, /) -> Print | None:
        """What is remembered under a key."""
        ...


class Sitting:
    """One request being judged; nothing outside it changes until its caller stores what came of it."""

    def __init__(
        self,
        desks: Mapping[str, Desk],
        own_shop: str | None,
        home: Desk,
        remembered: Remembers,
        arrival: Arrival,
    ) -> None:
        """`desks` are those of the shops that the key may write; what names no such shop is refused at `home`."""
        self._desks = dict(desks)
        self._own_shop = own_shop
        self._home = home
        self._remembered = remembered
        self.arrival = arrival
        self.verdicts: list[Verdict] = []
        self.good: dict[str, list[Good]] = {}
        self.refused: list[tuple[Scanned, Refused, Desk]] = []
        self.prints: dict[int, Print] = {}
        self.changed: dict[str, Desk] = {}

    def take(self, event: Scanned) -> None:
        """Judge the next event."""
        desk = self._home
        try:
            members = _members(event)
            desk = self._desk(members)
            key = desk.key_of(members)
            before = self.prints.get(key) or self._remembered.get(key)
            good = judge(members, desk, key, before, self.arrival)
        except Refused as refused:
            self._refuse(event, refused, desk)
            return
        if before is not None and before.content == good.print.content:
            self._say(event, "duplicate")
            return
        self._accept(good, desk)
        self._say(event, "accepted")

    def _desk(self, members: dict[str, Any]) -> Desk:
        desk = self._desks.get(shop_named(members, self._own_shop))
        if desk is None:
            raise Refused("unknown_shop", "shopid", "Not a shop that this key may write.")
        return desk

    def _accept(self, good: Good, desk: Desk) -> None:
        shop_id = desk.profile.shop_id
        self.good.setdefault(shop_id, []).append(good)
        self.prints[good.print.key] = good.print
        changed = profile.after(desk.profile, good.event)
        if changed is not desk.profile:
            self._desks[shop_id] = self.changed[shop_id] = desk.with_profile(changed)

    def _refuse(self, event: Scanned, refused: Refused, desk: Desk) -> None:
        self.refused.append((event, refused, desk))
        self.verdicts.append(
            Verdict(
                index=len(self.verdicts),
                id=event.sender_id,
                status="rejected",
                reason=refused.reason,
                field=readable(refused.field) or None,
                message=refused.message,
            )
        )

    def _say(self, event: Scanned, status: Status) -> None:
        self.verdicts.append(Verdict(index=len(self.verdicts), id=event.sender_id, status=status))


def _members(event: Scanned) -> dict[str, Any]:
    if event.object is None:
        raise event.refusal or Refused("not_json", "", "Not JSON.")
    return event.object
