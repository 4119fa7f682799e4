"""Stories D1, D2 and D4 on real processes: every data set is a shop of one stack, and each figure is the published one.

All are sent over HTTP, the old ones as history, and read back from the API. DIANZHANG_DATASETS names the shops to
send, by commas; without it all of them are sent, which takes the better part of an hour.
"""

import os
import time
from datetime import UTC, datetime

import pytest

from tests.data.dataset import Replay
from tests.data.every_set import SETS
from tests.system import datasets
from tests.system.running import Stack

NAMED = os.environ.get("DIANZHANG_DATASETS", "")
REPLAYS = [replay for each in SETS for replay in each.REPLAYS if not NAMED or replay.shop in NAMED.split(",")]
MISSING = sorted({replay.dataset.missing for replay in REPLAYS if replay.dataset.missing})
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(2 * 3600),
    pytest.mark.skipif(bool(MISSING), reason="; ".join(MISSING)),
]


@pytest.fixture(scope="module")
def begun(stack: Stack) -> dict[str, datetime]:
    """Every shop is sent, one after the other; the moment at which each began."""
    moments = {}
    for replay in REPLAYS:
        moments[replay.shop] = datetime.now(UTC)
        began = time.monotonic()
        sent = datasets.send(stack, replay, moments[replay.shop])
        print(f"{replay.shop}: {sent} events sent in {time.monotonic() - began:.0f} s")
    return moments


@pytest.mark.parametrize("replay", REPLAYS, ids=lambda replay: replay.shop)
def test_a_real_shop_comes_to_its_published_figures(
    stack: Stack, begun: dict[str, datetime], replay: Replay
) -> None:
    figures, wrong = datasets.compared(stack, replay, begun[replay.shop])
    print(f"{replay.shop}: {figures} figures compared")
    assert figures > 0
    assert wrong == []
