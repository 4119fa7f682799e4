"""A refusal: why an event is not taken, at which field, in words for its sender (events.md E2)."""

from services.contracts.vocabulary import RejectReason


class Refused(Exception):
    """An event or a body that is not taken; sending the same again cannot help.

    `field` is the path of the field (`data.lines[0].qty`), empty for the whole; `message` never repeats a value of
    the event, so it may be logged and shown.
    """

    def __init__(self, reason: RejectReason, field: str, message: str) -> None:
        """Say why, where and in words."""
        super().__init__(f"{reason} at {field or 'the whole'}: {message}")
        self.reason, self.field, self.message = reason, field, message


class Spoiled(dict[str, object]):
    """A JSON object that must be refused when it is read; its neighbours in the same body are not harmed."""

    reason: RejectReason
    member: str
    message: str

    @classmethod
    def of(cls, members: dict[str, object], reason: RejectReason, member: str, message: str) -> "Spoiled":
        """The object with the reason for which its reader will refuse it."""
        spoiled = cls(members)
        spoiled.reason, spoiled.member, spoiled.message = reason, member, message
        return spoiled
