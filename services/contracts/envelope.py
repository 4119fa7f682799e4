"""The envelope of every event: CloudEvents 1.0 with the extensions of events.md E1."""

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from services.contracts.fields import Id, Time


class Envelope(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """What surrounds `data`; subclasses add `data`, the tag is the event's name.

    CLASS is the event's class (F fact, R row, S setting); KEY names the data fields of its natural key, without
    the `as_of` or `effective_from` and `revision` that the class adds.
    """

    CLASS: ClassVar[Literal["F", "R", "S"]] = "F"
    KEY: ClassVar[tuple[str, ...]] = ()

    specversion: Literal["1.0"]
    id: Annotated[str, Meta(min_length=1, max_length=128)]
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    time: Time
    shopid: Id
    dataversion: Annotated[int, Meta(ge=1, le=2**31 - 1)] = 1
    subject: Annotated[str, Meta(min_length=1, max_length=128)] | None = None
    sentat: Time | None = None
    receivedat: Time | None = None
    history: bool = False
    datacontenttype: str | None = None
    dataschema: str | None = None
    traceparent: str | None = None
    partitionkey: str | None = None
