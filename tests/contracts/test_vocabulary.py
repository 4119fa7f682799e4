from typing import get_args

import pytest

from services.contracts import vocabulary
from services.contracts.words import WORDS


def _alias(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


@pytest.mark.parametrize("name", WORDS)
def test_every_enumeration_has_one_alias_with_the_same_values(name: str) -> None:
    assert get_args(getattr(vocabulary, _alias(name))) == vocabulary.values(name)


@pytest.mark.parametrize("name", WORDS)
def test_every_value_has_a_name_in_both_languages(name: str) -> None:
    for value in vocabulary.values(name):
        assert vocabulary.zh(name, value)
        assert vocabulary.en(name, value)


def test_a_source_that_a_shop_added_is_called_by_its_own_key() -> None:
    assert vocabulary.zh("traffic_source", "media3") == "media3"


def test_every_traffic_source_is_free_or_paid() -> None:
    assert tuple(vocabulary.TRAFFIC_SOURCES) == vocabulary.values("traffic_source")
    assert vocabulary.TRAFFIC_SOURCES["ppc"] == "paid"
    assert vocabulary.TRAFFIC_SOURCES["unknown"] == "free"
