"""The judgement on one event (events.md E2): read, checked by its shop, its time corrected, its people disguised."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from services.contracts.checks import Violation
from services.contracts.envelope import Envelope
from services.contracts.reading import Refused, read, scan
from services.contracts.registry import INPUTS, natural_key, settings_key
from services.ingest import clock, duplicates, profile
from services.ingest.duplicates import Print
from services.ingest.phrases import Phrases
from services.ingest.profile import Profile
from services.ingest.pseudonyms import Pseudonyms

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Scanned:
    """An event's text as a JSON object, not yet judged; `object` None means that `refusal` says why not.

    `sender_id` is the id as its sender wrote it, for the answer to the sender only.
    """

    text: bytes
    object: dict[str, Any] | None
    refusal: Refused | None = None
    sender_id: str | None = None


@dataclass(frozen=True, slots=True)
class Good:
    """An event fit for the stream: its line, where settings go by key, and how it is remembered."""

    type: str
    line: bytes
    settings_key: bytes | None
    print: Print
    event: Envelope
    is_corrected: bool


def scanned(text: bytes, most_bytes: int) -> Scanned:
    """Parse an event's text under the limits of size, nesting, numbers and texts."""
    if len(text) > most_bytes:
        return Scanned(text, None, Refused("too_large", "", f"An event holds at most {most_bytes:,} bytes."))
    try:
        found = scan(text)
    except Refused as refusal:
        return Scanned(text, None, refusal)
    if not isinstance(found, dict):
        return Scanned(text, None, Refused("not_cloudevent", "", "An event is a JSON object."))
    sender_id = found.get("id")
    return Scanned(text, found, sender_id=sender_id if isinstance(sender_id, str) else None)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the judgement on one shop's events needs to know."""

    profile: Profile
    secret: bytes
    pseudonyms: Pseudonyms
    phrases: Phrases

    def with_profile(self, changed: Profile) -> "Desk":
        """The same desk after the shop's settings changed."""
        return replace(self, profile=changed)

    def key_of(self, members: dict[str, Any]) -> int:
        """Under which number an event is remembered."""
        return duplicates.key_of(self.secret, members.get("source"), members.get("id"))


def judge(
    members: dict[str, Any], desk: Desk, remembered: Print | None, arrived: datetime, now: datetime
) -> Good:
    """The event of these members, which are changed in place; raises Refused, and then nobody is disguised yet.

    `arrived` is when its text first came (its clock is judged by that), `now` what is written as `receivedat`.
    """
    members["shopid"] = members["partitionkey"] = desk.profile.shop_id
    members["receivedat"] = stamp(now)
    key = desk.key_of(members)
    _refuse_outputs(members.get("type"))
    event = read(members)
    _raise(profile.objection(desk.profile, event))
    name: str = members["type"]
    identity = duplicates.identity_of(desk.secret, name, natural_key(event))
    if remembered is not None and remembered.identity != identity:
        raise Refused("check_failed", "id", "This source has sent another event under this id.")
    used = _used_time(event, arrived, now)
    if name == "inquiry.messaged":
        desk.phrases.keep_hits_only(members["data"])
    desk.pseudonyms.disguise(members)
    content = duplicates.content_of(desk.secret, members)
    if used is not event.time:
        members["time"] = stamp(used)
    return Good(
        type=name,
        line=_encoder.encode(members),
        settings_key=settings_key(event) if event.CLASS == "S" else None,
        print=Print(key, content, identity),
        event=event,
        is_corrected=used is not event.time,
    )


def stamp(moment: datetime) -> str:
    """A moment as ingest writes it: UTC, microseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _refuse_outputs(event_type: Any) -> None:
    if isinstance(event_type, str) and event_type not in INPUTS:
        raise Refused(
            "unknown_type", "type", "Not an event that a producer sends: GET /v1/schemas lists them."
        )


def _raise(violation: Violation | None) -> None:
    if violation is not None:
        raise Refused(violation.reason, violation.field, violation.message)


def _used_time(event: Envelope, arrived: datetime, now: datetime) -> datetime:
    try:
        used = clock.used_time(event.time, event.sentat, arrived, is_history=event.history)
    except OverflowError:
        raise Refused("field_range", "time", "The time lies outside the calendar.") from None
    if clock.is_in_future(used, now):
        raise Refused("time_in_future", "time", "The event lies more than 5 minutes in the future.")
    return used
