"""Keyed pseudonyms in place of buyer and visitor ids, before anything is stored (events.md E2, Identities)."""

import hmac
from base64 import b32encode
from typing import Any

NAMES = frozenset({"buyer_id", "visitor_id"})
ID_CHARACTERS = 128  # the longest `id` and `subject` of the envelope
DISTINCTIVE = (
    6  # text this long is replaced wherever it stands in an id, shorter text only as a word of its own
)
REMEMBERED = 50_000


class Pseudonyms:
    """The pseudonyms of one shop: the same raw text always gives the same one, nobody without the secret can tell."""

    def __init__(self, secret: bytes) -> None:
        self._keyed = hmac.new(secret, digestmod="sha256")
        self._recent: dict[str, str] = {}

    def of(self, raw: str) -> str:
        """26 characters that pass as an `id`: 120 bits of HMAC-SHA256 over the trimmed text."""
        known = self._recent.get(raw)
        if known is not None:
            return known
        mac = self._keyed.copy()  # unlike hmac.digest it lets no other thread in between
        mac.update(raw.strip().encode("utf-8", "surrogatepass"))
        made = "p_" + b32encode(mac.digest()[:15]).decode().lower()
        if len(self._recent) >= REMEMBERED:
            self._recent.clear()
        self._recent[raw] = made
        return made

    def disguise(self, event: dict[str, Any]) -> None:
        """Replace the ids at any depth of an event in place, and equal text in its `id` and `subject`."""
        found: set[str] = set()
        self._walk(event, found)
        for name in ("id", "subject") if found else ():
            text = event.get(name)
            if isinstance(text, str):
                event[name] = self._without(text, found)

    def _walk(self, members: dict[str, Any], found: set[str]) -> None:
        for name, value in members.items():
            if name in NAMES:
                members[name] = self._replace(value, found)
            elif type(value) is str:
                continue
            elif isinstance(value, dict):
                self._walk(value, found)
            elif isinstance(value, list):
                self._walk_list(value, found)

    def _walk_list(self, values: list[Any], found: set[str]) -> None:
        for value in values:
            if isinstance(value, dict):
                self._walk(value, found)
            elif isinstance(value, list):
                self._walk_list(value, found)

    def _replace(self, value: Any, found: set[str]) -> Any:
        """Whatever stands under such a name: text, a number, or an unlisted structure of them."""
        if isinstance(value, dict):
            return {name: self._replace(inner, found) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._replace(inner, found) for inner in value]
        if value is None or isinstance(value, bool):
            return value
        raw = str(value)
        if not raw.strip():
            return value
        found.add(raw.strip())
        return self.of(raw)

    def _without(self, text: str, found: set[str]) -> str:
        """An id's text without the raw ids in it; as one pseudonym where it would grow too long."""
        cleaned = text
        for raw in sorted(found, key=len, reverse=True):
            if raw in cleaned:
                cleaned = substitute(cleaned, raw, self.of(raw))
        return cleaned if len(cleaned) <= ID_CHARACTERS else self.of(text)


def substitute(text: str, raw: str, pseudonym: str) -> str:
    """Replace `raw` in `text`: short text only where it stands as a word (`paid:b7`, not the 1 of `paid:o1001`)."""
    if len(raw) >= DISTINCTIVE:
        return text.replace(raw, pseudonym)
    parts, start = [], 0
    while (at := text.find(raw, start)) >= 0:
        end = at + len(raw)
        is_word = not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum()
        parts.append(text[start:at] + (pseudonym if is_word else raw))
        start = end
    return "".join(parts) + text[start:]
