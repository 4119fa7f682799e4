import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from services.runtime.access import keys
from services.runtime.access.keys import MISSES_AT_ONCE, Keyring, TooManyUnknownKeys
from services.runtime.access.shops import ShopDiffers, ShopInvalid, all_shops, shop_of
from services.runtime.store import migrate

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Watch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def access(engine: Engine) -> Engine:
    migrate(engine, "services.runtime.access")
    return engine


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def keyring(access: Engine, watch: Watch) -> Iterator[Keyring]:
    return Keyring(access, watch)


def unknown_key(number: int = 0) -> str:
    return f"dz_{number:012x}_{'A' * 43}"


def try_unknown_keys(keyring: Keyring, times: int = int(MISSES_AT_ONCE) + 1) -> None:
    for number in range(times):
        keyring.verify(unknown_key(number))


def test_a_new_key_grants_its_scope_and_shop_at_once(access: Engine, keyring: Keyring) -> None:
    new = keys.create(access, "s1", "write")
    grant = keyring.verify(new.key)
    assert grant is not None
    assert (grant.key_id, grant.scope, grant.shop_id) == (new.id, "write", "s1")
    assert grant.may_write("s1")
    assert not grant.may_write("s2")
    assert not grant.may_read("s1")


def test_a_key_without_a_shop_reaches_every_shop(access: Engine, keyring: Keyring) -> None:
    reader = keyring.verify(keys.create(access, None, "read").key)
    admin = keyring.verify(keys.create(access, None, "admin").key)
    assert reader is not None
    assert admin is not None
    assert reader.may_read("any")
    assert not reader.may_write("any")
    assert not reader.is_admin
    assert admin.is_admin
    assert admin.may_read("any")
    assert admin.may_write("any")


def test_an_admin_of_one_shop_does_not_administer_the_installation(access: Engine, keyring: Keyring) -> None:
    grant = keyring.verify(keys.create(access, "s1", "admin").key)
    assert grant is not None
    assert grant.may_write("s1")
    assert not grant.may_read("s2")
    assert not grant.is_admin


def test_the_raw_key_is_nowhere_in_the_database(access: Engine) -> None:
    new = keys.create(access, "s1", "write")
    secret = new.key[-43:].encode()
    with access.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM api_key")).all()
    assert secret not in b"".join(str(value).encode() for row in rows for value in row)


def test_a_revoked_key_is_refused_once_the_cache_has_forgotten_it(
    access: Engine, keyring: Keyring, watch: Watch
) -> None:
    new = keys.create(access, "s1", "write")
    assert keyring.verify(new.key)
    assert keys.revoke(access, new.id)
    watch.seconds += 4.9
    assert keyring.verify(new.key) is None
    assert not keys.revoke(access, "nosuchkey")


@pytest.mark.parametrize(
    "raw", ["", "x", "dz_", "dz_000000000000_short", unknown_key(), "dz_00000000000\n_" + "A" * 43]
)
def test_a_key_that_is_not_ours_grants_nothing(keyring: Keyring, raw: str) -> None:
    assert keyring.verify(raw) is None


def test_a_key_with_one_letter_changed_grants_nothing(access: Engine, keyring: Keyring) -> None:
    new = keys.create(access, "s1", "write")
    changed = new.key[:-1] + ("A" if new.key[-1] != "A" else "B")
    assert keyring.verify(changed) is None


def test_trying_keys_is_slowed_down_without_hurting_those_that_were_good_before(
    access: Engine, keyring: Keyring, watch: Watch
) -> None:
    good = keys.create(access, "s1", "write")
    assert keyring.verify(good.key)
    with pytest.raises(TooManyUnknownKeys):
        try_unknown_keys(keyring)
    watch.seconds += 3.5
    with pytest.raises(TooManyUnknownKeys):
        try_unknown_keys(keyring, 200)
    assert keyring.verify(good.key)
    watch.seconds += 10
    assert keyring.verify(keys.create(access, "s2", "read").key)


def test_several_threads_may_verify_at_once(access: Engine) -> None:
    keyring = Keyring(access)
    new = [keys.create(access, f"s{number}", "write") for number in range(5)]
    found: list[bool] = []

    def verify() -> None:
        found.extend(keyring.verify(each.key) is not None for each in new)

    threads = [threading.Thread(target=verify) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 20


def test_a_shop_comes_into_being_with_its_first_key(access: Engine) -> None:
    keys.create(access, "s1", "write", now=NOW)
    keys.create(access, "s2", "write", currency="JPY", timezone="Asia/Tokyo", now=NOW)
    keys.create(access, "s3", "write", currency="KWD", exponent=4, now=NOW)
    shops = {shop.shop_id: (shop.currency, shop.exponent, shop.timezone) for shop in all_shops(access)}
    assert shops == {
        "s1": ("CNY", 2, "Asia/Shanghai"),
        "s2": ("JPY", 0, "Asia/Tokyo"),
        "s3": ("KWD", 4, "Asia/Shanghai"),
    }
    assert shop_of(access, "nobody") is None


def test_a_second_key_may_not_change_money_or_zone(access: Engine) -> None:
    keys.create(access, "s1", "write", currency="CNY")
    keys.create(access, "s1", "read")
    with pytest.raises(ShopDiffers, match="currency CNY, not EUR"):
        keys.create(access, "s1", "read", currency="EUR")


@pytest.mark.parametrize(
    "wrong", [{"currency": "yuan"}, {"currency": "cny"}, {"timezone": "Mars/Olympus"}, {"exponent": 7}]
)
def test_a_shop_that_can_not_be_is_refused_and_not_made(access: Engine, wrong: dict[str, object]) -> None:
    with pytest.raises(ShopInvalid):
        keys.create(access, "s9", "write", **wrong)  # type: ignore[arg-type]
    assert shop_of(access, "s9") is None
