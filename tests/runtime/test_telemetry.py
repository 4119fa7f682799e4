import uuid

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest

from services.runtime.telemetry import Closed, counter, gauge, histogram, registry, say_build

STATE = Closed("state", ("final", "current"))


def _name(kind: str) -> str:
    return f"test_{kind}_{uuid.uuid4().hex[:8]}"


def _series(name: str) -> list[str]:
    lines = generate_latest(registry).decode().splitlines()
    return [line for line in lines if line.startswith(name) and "_created" not in line]


def test_known_values_have_a_series_each() -> None:
    name = _name("rows")
    rows = counter(name, "rows", STATE)
    rows.of("final").inc(2)
    rows.of("current").inc()
    assert set(_series(name)) == {
        f'{name}_total{{state="final"}} 2.0',
        f'{name}_total{{state="current"}} 1.0',
    }


@given(values=st.lists(st.text(), max_size=20))
def test_whatever_a_shop_sends_the_number_of_series_stays_bounded(values: list[str]) -> None:
    assert {STATE(value) for value in values} <= {"final", "current", "other"}
    assert STATE(None) == "other"


def test_gauges_and_histograms_without_labels_are_one_series() -> None:
    lag, took = _name("lag"), _name("took")
    gauge(lag, "lag").of().set(3)
    histogram(took, "took", (0.1, 1.0)).of().observe(0.5)
    assert _series(lag) == [f"{lag} 3.0"]
    assert f'{took}_bucket{{le="1.0"}} 1.0' in _series(took)


def test_what_runs_is_said() -> None:
    say_build("alerts")
    assert any('service="alerts"' in line for line in _series("dianzhang_build_info"))
