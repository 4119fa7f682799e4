import json
import stat
from pathlib import Path

from sqlalchemy import Engine

from deploy.prepare import first_keys, has_keys, write_keys
from services.runtime.access.keys import Keyring
from services.runtime.access.opening import open_access
from services.runtime.settings import Stack


def _access(folder: Path) -> Engine:
    return open_access(Stack(data_dir=folder))


def test_the_first_keys_are_made_once_and_work(tmp_path: Path) -> None:
    access = _access(tmp_path)
    assert not has_keys(access)
    keys = first_keys(access, "demo")
    assert has_keys(access)
    grant = Keyring(access).verify(keys["write"])
    assert grant is not None
    assert grant.may_write("demo")
    assert not grant.may_write("other")


def test_the_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    write_keys(file, {"admin": "a"})
    assert json.loads(file.read_text(encoding="utf-8")) == {"admin": "a"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_first_keys_work_on_postgres_too(postgres: str, tmp_path: Path) -> None:
    access = open_access(Stack(access_url=postgres, data_dir=tmp_path))
    assert Keyring(access).verify(first_keys(access, "demo")["admin"])
