"""One chat: who serves it, and its messages in order (events.md E7)."""

import msgspec

from services.analyzer.entities.facts import Told, other_contents, replaces

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
    buyer_id: str | None = None  # whose pre-sale inquiry it is
    others: list[int] = []  # other contents that were told of the opening
    messages: dict[str, Message] = {}
    last: tuple[int, str] = (0, "")
    waiting_us: int | None = None

    def open(self, telling: Told, agent_id: str | None, buyer_id: str | None) -> bool:
        """Take in how the chat was opened; True when it is the telling that counts."""
        old, is_new = self.opened, replaces(telling, self.opened)
        if is_new:
            self.opened, self.agent_id, self.buyer_id = telling, agent_id, buyer_id
        if old is not None and self.opened is not None:
            self.others = other_contents(self.opened, telling.content, old.content, *self.others)
        return is_new

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
