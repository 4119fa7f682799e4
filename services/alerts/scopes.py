"""What a scope is called: the same text for the same scope, whatever the order of its keys."""

from collections.abc import Mapping

import msgspec

from services.alerts.judging.look import Scope

_encode = msgspec.json.Encoder(order="sorted").encode


def key_of(scope: Scope) -> str:
    """Canonical JSON without the shop."""
    return _encode({name: value for name, value in scope.items() if name != "shop_id"}).decode()


def whole(shop_id: str, scope: Mapping[str, object]) -> dict[str, str]:
    """The scope as rows and alerts carry it, with its shop; all values as text."""
    return {
        "shop_id": shop_id,
        **{name: str(value) for name, value in scope.items() if name != "shop_id" and value is not None},
    }


def keys_of(scope: Scope) -> frozenset[str]:
    return frozenset(scope) - {"shop_id"}
