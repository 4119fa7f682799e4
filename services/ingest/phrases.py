"""Which promises an agent must not make 雷区用语: the phrase check of `inquiry.messaged`, whose text is never kept."""

import unicodedata
from collections.abc import Iterable
from typing import Any

MOST_HITS = 20
LONGEST = 60

# (P) Absolute promises and steering off the platform; INGEST_PHRASES_FILE replaces the list, one phrase a line.
PHRASES = (
    "保证不掉色",
    "保证不缩水",
    "保证不起球",
    "保证正品",
    "绝对不会",
    "百分百",
    "全网最低",
    "永久保修",
    "终身包换",
    "假一赔十",
    "明天一定到",
    "今天一定发货",
    "包过",
    "好评返现",
    "加我微信",
    "私下转账",
    "线下付款",
    "不给退",
    "爱买不买",
)


def plain(text: str) -> str:
    """Text as it is compared: NFKC, without case, blanks and invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign) != "Cf")


class Phrases:
    """The banned phrases of an installation, ready to be looked for."""

    def __init__(self, phrases: Iterable[str] = PHRASES) -> None:
        self._by_plain = {plain(phrase): phrase[:LONGEST] for phrase in phrases if plain(phrase)}

    def hits(self, text: str) -> list[str]:
        """The phrases found in a text, in the order of the list."""
        seen = plain(text)
        return [phrase for needle, phrase in self._by_plain.items() if needle in seen]

    def keep_hits_only(self, data: dict[str, Any]) -> None:
        """Drop the text of a message in place; what an agent promised stays as `phrase_hits`."""
        text = data.pop("text", None)
        if not isinstance(text, str) or data.get("sender") != "agent":
            return
        hits = list(dict.fromkeys([*(data.get("phrase_hits") or []), *self.hits(text)]))
        if hits:
            data["phrase_hits"] = hits[:MOST_HITS]
