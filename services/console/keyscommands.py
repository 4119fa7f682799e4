"""`console keys`: make, list and revoke API keys of an installation, whether it runs or not."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import select

from services.console.errors import ConsoleError
from services.console.opened import access_of
from services.runtime.access import keys
from services.runtime.access.grants import Scope
from services.runtime.access.shops import ShopDiffers, ShopInvalid
from services.runtime.access.tables import ApiKey
from services.runtime.store import reading


def create(data: Path, shop: str | None, scope: str, money: Mapping[str, object], *, as_json: bool) -> None:
    """Prints the new key, the only time that it is shown."""
    if scope not in get_args(Scope):
        raise ConsoleError(f"--scope is one of {', '.join(get_args(Scope))}, not {scope}.")
    if shop is None and scope == "write":
        raise ConsoleError("A write key belongs to a shop: name it with --shop.")
    with access_of(data) as access:
        try:
            new = keys.create(access, shop, cast("Scope", scope), **money)  # type: ignore[arg-type]
        except (ShopDiffers, ShopInvalid) as error:
            raise ConsoleError(str(error)) from error
    told = {"key": new.key, "id": new.id, "shop": new.shop, "scope": new.scope}
    typer.echo(json.dumps(told) if as_json else new.key)


def show(data: Path) -> None:
    """A table of all keys."""
    with access_of(data) as access, reading(access) as session:
        rows = session.exec(select(ApiKey).order_by(ApiKey.id)).all()
    table = Table("id", "scope", "shop", "made", "revoked", box=None)
    for row in rows:
        ended = "" if row.revoked_at is None else f"{row.revoked_at:%Y-%m-%d %H:%M}"
        table.add_row(row.id, row.scope, row.shop_id or "every", f"{row.created_at:%Y-%m-%d %H:%M}", ended)
    Console().print(table)


def revoke(data: Path, key_id: str) -> None:
    """Ends a key."""
    with access_of(data) as access:
        if not keys.revoke(access, key_id):
            raise ConsoleError(f"There is no key with the id {key_id}: `keys list` shows them.")
