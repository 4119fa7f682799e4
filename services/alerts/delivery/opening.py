"""Puts delivery together: what the application starts, and what its routes use."""

from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from services.alerts.delivery.claims import Claims
from services.alerts.delivery.deliverer import Deliverer
from services.alerts.delivery.guard import Guard, Resolver
from services.alerts.delivery.resolver import SystemResolver
from services.alerts.delivery.results import OnSwitched, Results
from services.alerts.delivery.sender import Sender
from services.alerts.delivery.settings import WebhookSettings
from services.alerts.delivery.vault import Vault, open_vault
from services.alerts.store.tables import Endpoint
from services.runtime.clock import Clock


class Webhooks(NamedTuple):
    """`deliverer.run()` sends; `app.state.webhooks` for the routes."""

    engine: Engine
    clock: Clock
    settings: WebhookSettings
    vault: Vault
    guard: Guard
    sender: Sender
    deliverer: Deliverer
    on_enabled: OnSwitched


def _nothing(_session: Session, _endpoint: Endpoint) -> None:
    return


def open_webhooks(
    engine: Engine,
    access: Engine,
    clock: Clock,
    *,
    settings: WebhookSettings | None = None,
    resolver: Resolver | None = None,
    on_disabled: OnSwitched = _nothing,
    on_enabled: OnSwitched = _nothing,
) -> Webhooks:
    """`on_disabled` and `on_enabled` are called in the transaction that switches an endpoint (or deletes it)."""
    settings = settings or WebhookSettings()
    vault = open_vault(access)
    guard = Guard(resolver or SystemResolver(), settings.allowed)
    sender = Sender(guard, settings)
    claims = Claims(engine, vault, clock, settings)
    results = Results(engine, clock, settings, on_disabled)
    deliverer = Deliverer(claims, results, sender, clock, settings)
    return Webhooks(engine, clock, settings, vault, guard, sender, deliverer, on_enabled)
