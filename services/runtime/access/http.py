"""Who is asking, as FastAPI dependencies; the application needs `app.state.keyring` (a `Keyring`)."""

import asyncio
from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.runtime.access.grants import Grant
from services.runtime.access.keys import Keyring, TooManyUnknownKeys
from services.runtime.problems import Problem

BEARER = HTTPBearer(auto_error=False, description="Authorization: Bearer KEY")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


async def grant(request: Request, credentials: Credentials) -> Grant:
    """What the bearer's key grants; 401 without a good key, 429 while unknown keys are being tried en masse."""
    if credentials is None:
        raise unauthorized("Send a key as Authorization: Bearer KEY.")
    keyring: Keyring = request.app.state.keyring
    raw = credentials.credentials
    try:
        found = keyring.remembered(raw) or await asyncio.to_thread(keyring.verify, raw)
    except TooManyUnknownKeys:
        raise Problem(429, "too_many_unknown_keys", "Try again later.", {"Retry-After": "1"}) from None
    if found is None:
        raise unauthorized("This key is unknown or has been revoked.")
    return found


Granted = Annotated[Grant, Depends(grant)]
ShopPath = Annotated[str, Path(min_length=1, max_length=200)]


async def reader(shop: ShopPath, granted: Granted) -> Grant:
    """For routes with `{shop}` in their path: the key may read it, else 403."""
    return require_read(granted, shop)


async def writer(shop: ShopPath, granted: Granted) -> Grant:
    """For routes with `{shop}` in their path: the key may write it, else 403."""
    return require_write(granted, shop)


async def admin(granted: Granted) -> Grant:
    """The key administers the installation, else 403."""
    if not granted.is_admin:
        raise forbidden("This needs an admin key of the whole installation.")
    return granted


Reader = Annotated[Grant, Depends(reader)]
Writer = Annotated[Grant, Depends(writer)]
Admin = Annotated[Grant, Depends(admin)]


def require_read(granted: Grant, shop: str) -> Grant:
    """For routes that learn the shop elsewhere than from their path; raises 403."""
    if not granted.may_read(shop):
        raise forbidden(f"This key may not read shop {shop}.")
    return granted


def require_write(granted: Grant, shop: str) -> Grant:
    """As `require_read`, for writing."""
    if not granted.may_write(shop):
        raise forbidden(f"This key may not write to shop {shop}.")
    return granted


def unauthorized(message: str) -> Problem:
    return Problem(401, "unauthorized", message, {"WWW-Authenticate": "Bearer"})


def forbidden(message: str) -> Problem:
    return Problem(403, "forbidden", message)
