import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services.console.errors import ConsoleError
from services.console.installation import Installation
from services.console.keysfile import DEMO, ensure_keys
from services.console.opened import access_of
from services.console.ports import Ports
from services.runtime.access.keys import Keyring
from services.runtime.access.shops import shop_of


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path, Ports())


@pytest.fixture
def access(installation: Installation) -> Iterator[Engine]:
    with access_of(installation.data) as engine:
        yield engine


def test_the_first_keys_are_for_their_owner_only_and_stay(installation: Installation, access: Engine) -> None:
    keys = ensure_keys(installation, access, {})
    assert stat.S_IMODE(installation.keys_file.stat().st_mode) == 0o600
    assert ensure_keys(installation, access, {}) == keys
    assert set(keys) == {"admin", "read", "write"}


def test_the_write_key_reaches_the_demo_shop_and_no_other(installation: Installation, access: Engine) -> None:
    grant = Keyring(access).verify(ensure_keys(installation, access, {})["write"])
    assert grant is not None
    assert grant.may_write(DEMO)
    assert not grant.may_write("other")


def test_the_sample_shop_counts_in_pounds(installation: Installation, access: Engine) -> None:
    ensure_keys(installation, access, {"currency": "GBP", "timezone": "Europe/London", "exponent": 2})
    shop = shop_of(access, DEMO)
    assert shop is not None
    assert (shop.currency, shop.timezone, shop.exponent) == ("GBP", "Europe/London", 2)


def test_a_broken_keys_file_is_said_in_one_sentence(installation: Installation, access: Engine) -> None:
    installation.keys_file.write_text('{"admin": 1}')
    with pytest.raises(ConsoleError, match=r"keys\.json cannot be read .* restore it, or move it away"):
        ensure_keys(installation, access, {})
