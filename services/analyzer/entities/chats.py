"""One chat: who serves it, and its messages in order (events.md E7)."""

import msgspec

from services.analyzer.entities.facts import Told

BUYER, AGENT = "buyer", "agent"


class Message(msgspec.Struct, array_like=True, gc=False):
    """What was said by whom; `hits` is how many banned phrases it held."""

    told: Told
    sender: str
    agent_id: str | None
    hits: int

    @property
    def order(self) -> tuple[int, str]:
        """Messages are ordered by time, ties by event id."""
        return (self.told.time_us, self.told.event_id)


class Chat(msgspec.Struct, gc=False):
    """The messages of one inquiry; `opened` and `agent_id` are what `inquiry.opened` said.

    `last` and `waiting_us` follow from the messages: the order of the last one, and when the round began that nobody
    has answered yet.
    """

    opened: Told | None = None
    agent_id: str | None = None
    messages: dict[str, Message] = {}
    last: tuple[int, str] = (0, "")
    waiting_us: int | None = None

    def in_order(self) -> list[Message]:
        """All messages, earliest first."""
        return sorted(self.messages.values(), key=lambda message: message.order)

    @property
    def size(self) -> int:
        """How many facts are kept."""
        return len(self.messages) + (self.opened is not None)

    def forget(self, before: int) -> None:
        """Drop a chat whose last word was said and came before an epoch second; one that goes on is kept whole."""
        told = [message.told for message in self.messages.values()]
        told += [self.opened] if self.opened is not None else []
        if all(max(each.at, each.arrived) < before for each in told):
            self.messages, self.opened = {}, None
