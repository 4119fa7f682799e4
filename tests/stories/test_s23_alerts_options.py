"""S23: a shop says how many notices a day are enough for one contact (docs/options.md)."""

from typing import Any

import pytest

from tests.stories.alerting import Alerting

CONFIGURED = {"timezone": "Asia/Shanghai", "currency": "CNY", "effective_from": "2026-01-01T00:00:00+08:00"}


def live(play: Alerting, actual: int) -> None:
    window = {"kind": "live", "start": "2026-11-20T00:00:00+08:00", "end": play.now.isoformat()}
    parts = {"expected": 450, "actual": actual, "day_target": 1000, "cumulative_permil": 450}
    figures: dict[str, Any] = {"numerator": actual, "denominator": 450, "parts": parts}
    play.hear_row("attainment", round(actual / 450, 6), window, {"plan_metric": "gmv"}, **figures)


@pytest.mark.parametrize(("options", "told"), [({}, 2), ({"notices_per_day": 1}, 1)])
def test_a_contact_gets_as_many_notices_a_day_as_the_shop_wants(options: dict[str, int], told: int):
    play = Alerting().at("2026-11-20T12:04:00+08:00")
    play.say("shop.configured", envelope={"history": True}, **CONFIGURED, revision=1, options=options)
    for actual, until in ((400, "12:40"), (460, "13:50"), (400, "15:00")):
        live(play, actual)
        play.ticks(f"2026-11-20T{until}:00+08:00", 30)
    opened = [each for each in play.told("role:s1:r_OPS") if each["type"] == "alert.opened"]
    assert len(play.alerts("day_target_behind")) == 2
    assert len(opened) == told
