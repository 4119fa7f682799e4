"""What the search word of a visit or an order adds: visitors and buyers by word, and by word with item (M4)."""

from collections.abc import Iterable

from services.analyzer.deltas import Contributions, Scope, scope

DAILY, FINE = "d", "pmhd"


SEARCHERS = "keyword_viewers"


def searched(word: str, item_id: str | None) -> list[Scope]:
    """Under what a page view of a visit that was entered by a word counts its visitor by day."""
    word_alone: list[Scope] = [scope(keyword=word)]
    return [*word_alone, scope(item_id=item_id, keyword=word)] if item_id else word_alone


def add_searched(out: Contributions, at: int, word: str, item_id: str | None, visitor_id: str) -> None:
    """A page view of a visit that was entered by a word."""
    out.distinct("s", DAILY, at, searched(word, item_id), SEARCHERS, visitor_id)


def add_bought(out: Contributions, at: int, word: str, items: Iterable[str], who: str) -> None:
    """A paid order of a buyer who came by a word."""
    pairs = [scope(item_id=item, keyword=word) for item in sorted(set(items))]
    out.total("s", FINE, at, [scope(keyword=word)], "orders", 1)
    out.total("s", DAILY, at, pairs, "orders", 1)
    out.distinct("s", DAILY, at, [scope(keyword=word), *pairs], "keyword_buyers", who)
