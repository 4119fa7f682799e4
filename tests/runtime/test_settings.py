from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from services.runtime.settings import ServiceSettings, Stack


class ShopSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SHOPPING_")


def test_without_any_setting_everything_lives_in_the_data_folder() -> None:
    stack = Stack()
    assert stack.broker == "127.0.0.1:8092"
    assert stack.access_url == "sqlite:///data/access.db"
    assert ServiceSettings().database(stack, "alerts") == "sqlite:///data/alerts.db"


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIANZHANG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DIANZHANG_PARTITIONS", "24")
    monkeypatch.setenv("SHOPPING_PORT", "9001")
    monkeypatch.setenv("SHOPPING_DATABASE_URL", "postgresql://db/shop")
    assert Stack().access_url == f"sqlite:///{tmp_path}/access.db"
    assert Stack().partitions == 24
    assert ShopSettings().port == 9001
    assert ShopSettings().database(Stack(), "shop") == "postgresql://db/shop"


def test_a_setting_that_makes_no_sense_stops_the_start_and_names_itself() -> None:
    with pytest.raises(ValidationError, match="partitions"):
        Stack(partitions=0)
