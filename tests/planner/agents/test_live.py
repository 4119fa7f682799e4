"""The running day as live rows (metrics.md M12; story S11)."""

from __future__ import annotations

from datetime import date

from services.planner import curve
from services.planner.agents.live import Frame, live_figures
from services.planner.rows import row
from services.planner.store.tables import DayFigure
from tests.planner.shop import SHOP, ZONE, at

DAY = date(2026, 11, 11)


def live(
    actual: int | None, hour: int = 12, target: int | None = 100_000_000, is_closed: bool = False
) -> dict:
    running = DayFigure(shop_id=SHOP, metric="gmv", dimension="", name="", day=DAY, value=actual, revision=0)
    frame = Frame(DAY, hour, 1, curve.CAMPAIGN, target, is_closed)
    now = at(DAY, hour)
    told = live_figures("gmv", frame, running, ZONE, now)
    return {figure.metric: row(SHOP, figure, 1, now).data for figure in told}


def test_campaign_midday_is_said_live_with_what_stands_beside_it() -> None:
    said = live(43_000_000)
    assert said["expected_to_now"].value == 45_000_000
    attained = said["attainment"]
    assert (attained.value, attained.window.kind, attained.is_final) == (0.955556, "live", False)
    assert attained.numerator * 45_000_000 == attained.denominator * 43_000_000
    assert attained.parts == {
        "expected": 45_000_000, "actual": 43_000_000, "day_target": 100_000_000, "cumulative_permil": 450.0,
        "state": "judged",
    }  # fmt: skip
    assert attained.window.start == at(DAY)


def test_what_cannot_be_judged_is_null_with_a_reason() -> None:
    cases = {
        "too_early": live(5, hour=0),
        "no_plan": live(5, target=None),
        "closed": live(5, is_closed=True),
        "no_data": live(None),
    }
    reasons = {state: said["attainment"].null_reason for state, said in cases.items()}
    assert {state: said["attainment"].parts["state"] for state, said in cases.items()} == {
        s: s for s in cases
    }
    assert reasons == {
        "too_early": "min_samples", "no_plan": "not_configured", "closed": "not_configured", "no_data": "no_data",
    }  # fmt: skip
    assert all(said["attainment"].value is None for said in cases.values())


def test_the_same_moment_gives_the_same_bytes() -> None:
    assert live(1) == live(1)
