from services.analyzer.gauges import Gauge
from services.analyzer.telemetry import Shown, Today


def series(today: Today) -> dict[str, dict[tuple[str, ...], float]]:
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in today.collect()
    }


def test_the_first_twenty_shops_have_series_of_their_own_and_no_others() -> None:
    today = Today(Shown())
    for _ in range(2):
        today.refresh(Gauge("gmv", f"shop{n}", "", "", n) for n in range(100_000))
    assert [shop for (shop,) in series(today)["dianzhang_today_gmv"]] == [f"shop{n}" for n in range(20)]


def test_named_shops_are_shown_whoever_comes_first() -> None:
    today = Today(Shown(["b"]))
    today.refresh([Gauge("gmv", "a", "", "", 1), Gauge("gmv", "b", "", "", 2)])
    today.refresh_health({"late_events": {"a": 1, "b": 3}})
    assert series(today) == {"dianzhang_today_gmv": {("b",): 2}, "analyzer_late_events": {("b",): 3}}


def test_traffic_sources_outside_the_closed_list_are_one_series() -> None:
    today = Today(Shown())
    sources = ["search", *(f"own{n}" for n in range(1_000))]
    today.refresh(Gauge("orders", "a", "traffic_source", source, 1) for source in sources)
    assert series(today) == {
        "dianzhang_today_orders_by_traffic_source": {("a", "search"): 1, ("a", "other"): 1_000}
    }
