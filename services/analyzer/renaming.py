"""An id replaced by another name wherever it stands in what is kept: whole, within longer ids, in cut-off texts."""

import re
from typing import Any, NamedTuple

DISTINCTIVE = 6  # text this long is replaced wherever it stands, shorter text only as a word of its own
CUT = 96  # texts of this length may be cut off within the id


class Renaming(NamedTuple):
    """From the id of a person to a name that leads nowhere."""

    who: str
    token: str

    def is_in(self, text: str) -> bool:
        """Whether the id stands in a text."""
        if len(self.who) >= DISTINCTIVE:
            return self.who in text
        return self.who in text and self._word.search(text) is not None

    def may_be_in(self, body: bytes) -> bool:
        """Whether the id may stand in an encoded value."""
        return self.who.encode() in body

    def text(self, text: str) -> str:
        """The text without the id."""
        if len(self.who) < DISTINCTIVE:
            return self._word.sub(lambda _: self.token, text) if self.who in text else text
        whole = text.replace(self.who, self.token)
        return self._cut(whole) if len(text) == CUT else whole

    def tree(self, value: Any) -> Any:
        """The same for every text and name in a structure of lists and dicts."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.tree(each) for each in value]
        if isinstance(value, dict):
            return {self.tree(name): self.tree(each) for name, each in value.items()}
        return value

    def _cut(self, text: str) -> str:
        for length in range(len(self.who) - 1, DISTINCTIVE - 1, -1):
            if text.endswith(self.who[:length]):
                return text[:-length] + self.token[:length]
        return text

    @property
    def _word(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-]){re.escape(self.who)}(?![\w-])")
