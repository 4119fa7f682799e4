"""Chats: who serves them, and what is said in them (events.md E7)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.contributions.chats import (
    Round,
    add_hits,
    add_rounds,
    answered,
    chat_figures,
    rounds,
)
from services.analyzer.deltas import Contributions, difference
from services.analyzer.entities.chats import BUYER, Chat, Message
from services.analyzer.entities.facts import replaces, told
from services.analyzer.shop import Shop


def hear_message(shop: Shop, event: Any) -> None:
    """A message: one after all others changes the last round alone, any other the whole chat."""
    data = event.data
    chat: Chat = shop.entity("chat", data.inquiry_id)
    message = Message(told(event), data.sender, data.agent_id, len(data.phrase_hits or ()))
    old = chat.messages.get(data.message_id)
    if not replaces(message.told, None if old is None else old.told):
        return
    if old is None and message.order > chat.last:
        shop.apply(_appended(shop, chat, data.message_id, message), event)
        return
    with shop.recount(event, lambda: [chat_figures(chat, shop.calendar)]):
        chat.messages[data.message_id] = message
        _follow(chat)


def _appended(shop: Shop, chat: Chat, message_id: str, message: Message) -> dict[Any, int]:
    before, after = Contributions(), Contributions()
    begun = chat.waiting_us
    if message.sender == BUYER and begun is None:
        chat.waiting_us = message.told.time_us
        add_rounds(after, [Round(chat.waiting_us, None, chat.agent_id)], shop.calendar)
    elif message.sender != BUYER and begun is not None:
        chat.waiting_us = None
        add_rounds(before, [Round(begun, None, chat.agent_id)], shop.calendar)
        add_rounds(after, [answered(begun, message, chat.agent_id)], shop.calendar)
    add_hits(after, message, chat.agent_id)
    chat.messages[message_id], chat.last = message, message.order
    return difference(before, after)


def _follow(chat: Chat) -> None:
    """What follows from the messages, after one that was not the last."""
    messages = chat.in_order()
    chat.last = messages[-1].order
    last = rounds(messages, None)[-1:]
    chat.waiting_us = last[0].begun_us if last and last[0].answered_us is None else None


HEARD: dict[str, Callable[[Shop, Any], None]] = {"inquiry.messaged": hear_message}
