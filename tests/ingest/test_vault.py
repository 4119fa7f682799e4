import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.vault import Vault

VAULT = Vault(b"s" * 32)


@given(st.binary(max_size=500))
def test_what_is_locked_opens_again_and_shows_nothing_before(text: bytes) -> None:
    name = VAULT.name(text)
    locked = VAULT.lock(name, text)
    assert VAULT.open(name, locked) == text
    assert len(text) < 8 or text not in locked


def test_the_same_text_has_the_same_name_in_one_shop_only() -> None:
    assert VAULT.name(b"text") == Vault(b"s" * 32).name(b"text")
    assert VAULT.name(b"text") != Vault(b"t" * 32).name(b"text")


def test_another_shops_key_or_another_entrys_name_opens_nothing() -> None:
    locked = VAULT.lock("qz_1", b"text")
    for vault, name in ((Vault(b"t" * 32), "qz_1"), (VAULT, "qz_2")):
        with pytest.raises(InvalidTag):
            vault.open(name, locked)
