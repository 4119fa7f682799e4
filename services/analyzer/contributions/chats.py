"""What the messages of a chat add: rounds, quick answers, banned phrases (metrics.md M7)."""

from collections.abc import Iterable
from typing import NamedTuple

from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.chats import AGENT, BUYER, Chat, Message
from services.analyzer.moments import SECOND, Calendar

QUICK = 180  # seconds in which a round wants its answer (M7)
FIRST_HOUR = 8  # rounds that begin before this hour of the shop's day are not expected to be answered (M7)
DAILY = "d"


class Round(NamedTuple):
    """A buyer speaks, and an agent or robot answers or not; moments in microseconds.

    It is credited to the agent who answered, else to the one of the chat (decision).
    """

    begun_us: int
    answered_us: int | None
    agent_id: str | None


def rounds(messages: Iterable[Message], chat_agent: str | None) -> list[Round]:
    """The rounds of messages in order: each begins with the first word of the buyer after an answer (M7)."""
    found: list[Round] = []
    begun: int | None = None
    for message in messages:
        if message.sender == BUYER:
            begun = message.told.time_us if begun is None else begun
        elif begun is not None:
            found.append(answered(begun, message, chat_agent))
            begun = None
    return found if begun is None else [*found, Round(begun, None, chat_agent)]


def answered(begun_us: int, answer: Message, chat_agent: str | None) -> Round:
    """A round with its answer."""
    return Round(begun_us, answer.told.time_us, answer.agent_id or chat_agent)


def add_rounds(out: Contributions, added: Iterable[Round], calendar: Calendar) -> None:
    """Count rounds on the day on which they began."""
    for each in added:
        at = each.begun_us // SECOND
        if calendar.local(at).hour < FIRST_HOUR:
            continue
        is_quick = each.answered_us is not None and each.answered_us - each.begun_us <= QUICK * SECOND
        out.total("s", DAILY, at, _scopes(each.agent_id), "rounds", 1)
        out.total("s", DAILY, at, _scopes(each.agent_id), "quick_rounds", int(is_quick))


def add_hits(out: Contributions, message: Message, chat_agent: str | None) -> None:
    """Count a message of an agent that holds banned phrases."""
    if message.sender == AGENT and message.hits:
        scopes = _scopes(message.agent_id or chat_agent)
        out.total("s", DAILY, message.told.at, scopes, "phrase_hits", 1)


def _scopes(agent_id: str | None) -> list[Scope]:
    return [SHOP, scope(agent_id=agent_id)] if agent_id else [SHOP]


def chat_figures(chat: Chat, calendar: Calendar) -> Contributions:
    """All that a chat adds."""
    out = Contributions()
    if chat.opened is not None and chat.others:
        out.total("s", DAILY, chat.opened.at, [SHOP], "conflicts", len(chat.others))
    messages = chat.in_order()
    add_rounds(out, rounds(messages, chat.agent_id), calendar)
    for message in messages:
        add_hits(out, message, chat.agent_id)
    return out
