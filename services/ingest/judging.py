"""The judgement on one event (events.md E2): read, checked by its shop, its time corrected, its people disguised."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from services.contracts.checks import Violation
from services.contracts.envelope import Envelope
from services.contracts.reading import Refused, read
from services.contracts.registry import INPUTS, natural_key, settings_key
from services.ingest import clock, duplicates, profile
from services.ingest.duplicates import Print
from services.ingest.parsing import parse
from services.ingest.phrases import Phrases
from services.ingest.profile import Profile
from services.ingest.pseudonyms import Pseudonyms

_encoder = msgspec.json.Encoder(order="sorted")

# Equal means equal without these (events.md E2); they end the line.
UNCOMPARED = ("sentat", "traceparent")


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
        found = parse(text)
    except Refused as refusal:
        return Scanned(text, None, refusal)
    if not isinstance(found, dict):
        return Scanned(text, None, Refused("not_cloudevent", "", "An event is a JSON object."))
    sender_id = found.get("id")
    return Scanned(text, found, sender_id=readable(sender_id) if isinstance(sender_id, str) else None)


def readable(text: str) -> str:
    """A producer's text as it may be answered and stored: without NUL and halves of characters."""
    if text.isascii() and text.isprintable():
        return text
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a request came: `first` judges the producers' clocks, `now` is what is written as `receivedat`."""

    first: datetime
    now: datetime
    text: str

    @classmethod
    def at(cls, now: datetime, first: datetime | None = None) -> "Arrival":
        """An arrival now, of something that first came earlier where `first` is given."""
        return cls(first or now, now, stamp(now))


def judge(members: dict[str, Any], desk: Desk, key: int, remembered: Print | None, arrival: Arrival) -> Good:
    """The event of these members, which are changed in place; raises Refused, and then nobody is disguised yet.

    `key` is that of the event at its desk, `remembered` what is known under it.
    """
    members["shopid"] = desk.profile.shop_id
    members.pop("receivedat", None)
    members.pop("partitionkey", None)
    _refuse_outputs(members.get("type"))
    event = read(members)
    _raise(profile.objection(desk.profile, event))
    name: str = members["type"]
    identity = duplicates.identity_of(desk.secret, name, natural_key(event))
    if remembered is not None and remembered.identity != identity:
        raise Refused("check_failed", "id", "This source has sent another event under this id.")
    used = _used_time(event, arrival)
    if name == "inquiry.messaged":
        desk.phrases.keep_hits_only(members["data"])
    desk.pseudonyms.disguise(members)
    is_corrected = used is not event.time
    line, content = _written(members, desk, arrival, stamp(used) if is_corrected else None)
    setting = settings_key(event) if event.CLASS == "S" else None
    return Good(name, line, setting, Print(key, content, identity), event, is_corrected)


def _written(
    members: dict[str, Any], desk: Desk, arrival: Arrival, corrected: str | None
) -> tuple[bytes, int]:
    """The line, and the fingerprint of what it says; `type` stands first, so that a reader knows at once."""
    kind = b'{"type":"' + members.pop("type").encode() + b'",'
    end = {name: members.pop(name) for name in UNCOMPARED if members.get(name) is not None}
    core = _encoder.encode(members)
    content = duplicates.keyed(desk.secret, kind, core)
    if corrected is not None:
        core = _encoder.encode({**members, "time": corrected})
    end["partitionkey"], end["receivedat"] = desk.profile.shop_id, arrival.text
    return kind + core[1:-1] + b"," + _encoder.encode(end)[1:], content


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


def _used_time(event: Envelope, arrival: Arrival) -> datetime:
    try:
        used = clock.used_time(event.time, event.sentat, arrival.first, is_history=event.history)
    except OverflowError:
        raise Refused("field_range", "time", "The time lies outside the calendar.") from None
    if clock.is_in_future(used, arrival.now):
        raise Refused("time_in_future", "time", "The event lies more than 5 minutes in the future.")
    return used
