"""What everything on the morning page is told in: words of both languages and exact ratios."""

from __future__ import annotations

import msgspec


class Words(msgspec.Struct, frozen=True):
    """One sentence or name in both languages; figures inside are already formatted the same way."""

    zh: str
    en: str


class Ratio(msgspec.Struct, frozen=True):
    """An exact ratio; `denominator` is never 0 (an unknown ratio is `None` instead)."""

    numerator: int
    denominator: int

    def value(self) -> float:
        """The decimal for printing and drawing; comparisons use the two integers."""
        return self.numerator / self.denominator
