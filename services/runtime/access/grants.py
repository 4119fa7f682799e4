"""What the bearer of a key or a page session may do; pure."""

from dataclasses import dataclass
from typing import Literal

Scope = Literal["read", "write", "admin"]


@dataclass(frozen=True)
class Grant:
    """`shop_id` None reaches every shop; a write key writes and does not read, a read key reads, admin does both."""

    key_id: str
    scope: Scope
    shop_id: str | None = None
    person_id: str | None = None

    def reaches(self, shop: str) -> bool:
        return self.shop_id is None or self.shop_id == shop

    def may_read(self, shop: str) -> bool:
        return self.scope in {"read", "admin"} and self.reaches(shop)

    def may_write(self, shop: str) -> bool:
        return self.scope in {"write", "admin"} and self.reaches(shop)

    @property
    def is_admin(self) -> bool:
        """Whether it administers the whole installation: shops and keys."""
        return self.scope == "admin" and self.shop_id is None
