"""What agents sell and how they answer (metrics.md M7)."""

from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction

from tests.analyzer.oracle.sales import gmv
from tests.analyzer.oracle.service import inquiry_conversion
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.values import Answer, Share, exact
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window

PROMPT, OPENS = timedelta(minutes=3), 8


def agent_gap(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Agent's `inquiry_conversion` - the shop's (pooled, not a mean of agents)"."""
    own, whole = (exact(inquiry_conversion(shop, part, window)) for part in (scope, {}))
    return own - whole if isinstance(own, Fraction) and isinstance(whole, Fraction) else None


def industry_gap(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Shop's `inquiry_conversion` - benchmark mean"."""
    own = exact(inquiry_conversion(shop, {}, window))
    means = [
        told["value"]
        for told in shop.settings("benchmark.set", window.last)
        if (told["metric"], told["level"]) == ("inquiry_conversion", "mean")
    ]
    return own - Fraction(str(means[0])) if isinstance(own, Fraction) and means else None


def rounds(shop: Shop) -> list[tuple[str | None, datetime, datetime | None]]:
    """(agent, begin, answer) of every round of every chat.

    "A round starts with the first buyer message after an agent's"; it is "answered by a human or robot".
    """
    chats: dict[str, list[Event]] = defaultdict(list)
    for message in shop.facts("inquiry.messaged"):
        chats[message.data["inquiry_id"]].append(message)
    found = []
    for messages in chats.values():
        begun: datetime | None = None
        agent = messages[0].data.get("agent_id")
        for message in messages:
            if message.data["sender"] == "buyer":
                begun = begun or message.at
            elif begun is not None:
                found.append((agent, begun, message.at))
                begun = None
        if begun is not None:
            found.append((agent, begun, None))
    return found


def reply_rate_3min(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Chat rounds answered by a human or robot within 3 min / rounds begun 08:00-24:00"."""
    counted = [
        (begun, answered)
        for agent, begun, answered in rounds(shop)
        if begun in window
        and begun.astimezone(shop.zone).hour >= OPENS
        and scope.get("agent_id", agent) == agent
    ]
    prompt = sum(answered is not None and answered - begun <= PROMPT for begun, answered in counted)
    return Share(prompt, len(counted))


def phrase_hits(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Agent messages with a banned phrase"."""
    agent = scope.get("agent_id")
    return sum(
        bool(event.data.get("phrase_hits")) and agent in (None, event.data.get("agent_id"))
        for event in shop.facts("inquiry.messaged")
        if event.at in window and event.data["sender"] == "agent"
    )


ANSWERS: dict[str, Formula] = {
    "agent_gap": agent_gap,
    "industry_gap": industry_gap,
    "agent_sales": gmv,
    "reply_rate_3min": reply_rate_3min,
    "phrase_hits": phrase_hits,
}
