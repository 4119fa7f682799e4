"""Who was erased, as far as late events need it: a keyed digest of the id, and the name that it has from then on."""

from hashlib import blake2b

import msgspec


class Span(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One erasure: events up to its moment (microseconds) belong to the name that nobody can lead back."""

    until_us: int
    token: str
    told: str  # digest of the erasure's own id, so that a repeated one changes nothing


class Erasure(msgspec.Struct, gc=False):
    """The erasures of one id, under its digest; `heard_at` is the arrival of the latest (epoch second)."""

    spans: list[Span] = []
    heard_at: int = 0

    def knows(self, told: str) -> bool:
        """Whether this erasure was heard already."""
        return any(span.told == told for span in self.spans)

    def add(self, span: Span) -> None:
        """Take in one more; earlier events keep the earlier name."""
        self.spans = sorted([*self.spans, span], key=lambda each: (each.until_us, each.token))

    @property
    def size(self) -> int:
        """How many erasures are kept."""
        return len(self.spans)

    def forget(self, before: int) -> None:
        """Late events come no more: drop all of them when the latest was heard before an epoch second."""
        if self.heard_at < before:
            self.spans = []

    def token_at(self, time_us: int) -> str | None:
        """The name that an event of a moment has to bear; None when it came after all erasures."""
        return next((span.token for span in self.spans if time_us <= span.until_us), None)


def digest(shop_id: str, text: str) -> str:
    """The digest of an id within a shop; it does not lead back to the id, and differs from shop to shop."""
    key = blake2b(shop_id.encode(), digest_size=32).digest()
    return blake2b(text.encode(), key=key, digest_size=16).hexdigest()
