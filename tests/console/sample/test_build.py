import os
from pathlib import Path

import pytest

from services.console.sample import build
from services.console.sample.book import FILE


def find(name: str) -> Path:
    """Where the public sets lie, by DIANZHANG_DATASETS or beside the project."""

    root = Path(os.environ.get("DIANZHANG_DATASETS", Path(__file__).parents[4] / "shared" / "data"))
    if not (root / name).exists():
        pytest.skip(f"{root / name} is not here: the sample's sources are not part of the project")
    return root / name


def test_the_same_sources_make_the_same_file_to_the_byte(tmp_path: Path) -> None:
    build.main(
        find("online_retail/online_retail.csv.gz"),
        find("online_shoppers/online_shoppers_intention.csv.gz"),
        find("mmm_weekly/data.csv.gz"),
        tmp_path / "made.gz",
    )
    assert (tmp_path / "made.gz").read_bytes() == FILE.read_bytes()
