"""The receiver's registration at alerts: made once, its secret kept in the data folder (mode 0600)."""

import json
import os
from pathlib import Path
from typing import Any

import httpx

from services.console.errors import ConsoleError


def ensure_endpoint(alerts: str, admin_key: str, url: str, shop: str, file: Path) -> str:
    """The signing secret of the endpoint at `url`; registers it when this folder has not yet, or elsewhere."""
    with httpx.Client(
        base_url=alerts, headers={"Authorization": f"Bearer {admin_key}"}, timeout=20.0, trust_env=False
    ) as client:
        kept = _kept(file)
        if kept is not None and kept["url"] == url and _is_known(client, kept["id"]):
            return str(kept["secret"])
        if kept is not None:
            client.delete(f"/v1/endpoints/{kept['id']}")
        made = _register(client, url, shop)
        _keep(file, {"id": made["id"], "secret": made["secret"], "url": url})
        return str(made["secret"])


def _is_known(client: httpx.Client, endpoint_id: str) -> bool:
    listed = client.get("/v1/endpoints").raise_for_status().json()
    return any(each["id"] == endpoint_id and each["state"] == "enabled" for each in listed["endpoints"])


def _register(client: httpx.Client, url: str, shop: str) -> dict[str, Any]:
    answer = client.post("/v1/endpoints", json={"url": url, "shops": [shop]})
    if answer.status_code != httpx.codes.CREATED:
        raise ConsoleError(
            f"Alerts would not register the receiver {url} ({answer.status_code}): {answer.text[:200]}"
        )
    made: dict[str, Any] = answer.json()
    return made


def _kept(file: Path) -> dict[str, str] | None:
    try:
        kept = json.loads(file.read_text())
        return {name: str(kept[name]) for name in ("id", "secret", "url")}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(file: Path, kept: dict[str, str]) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(kept, out)
