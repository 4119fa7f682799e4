"""Keywords are "compared after trimming, lower-casing and NFKC" (events.md E1)."""

import unicodedata


def same_word(keyword: str | None) -> str | None:
    """The form in which keywords are compared."""
    return unicodedata.normalize("NFKC", keyword.strip().lower()) if keyword else None
