from tests.bench.peers import OURS, Engine, medians, named


def test_a_slow_engine_gets_fewer_events_than_the_others() -> None:
    assert named("ks-obj-1,faust-take", 1_000_000) == [
        Engine("ks-obj-1", 1_000_000),
        Engine("faust-take", 100_000),
    ]


def test_a_slow_engine_never_gets_more_events_than_the_others() -> None:
    assert named("faust-take", 5_000) == [Engine("faust-take", 5_000)]


def test_the_events_of_one_engine_can_be_told() -> None:
    assert named("faust-take:30000, flink-2", 50_000) == [
        Engine("faust-take", 30_000),
        Engine("flink-2", 50_000),
    ]


def test_no_names_are_no_peers() -> None:
    assert named("", 1_000) == []


def test_the_medians_say_how_many_times_as_much_ours_counts_for_the_same_cpu() -> None:
    runs = [run(OURS, cost) for cost in (90, 300, 120)] + [run("flink-2", cost) for cost in (50, 70, 60)]
    said = medians(runs)
    assert said["flink-2"]["events_per_cpu_second"] == 60
    assert said["flink-2"]["ours_over_it"] == 2.0
    assert said[OURS]["ours_over_it"] == 1.0


def test_one_wrong_run_makes_an_engine_wrong() -> None:
    said = medians([run(OURS, 100), run("flink-2", 50), run("flink-2", 50, is_correct=False)])
    assert said[OURS]["correct"]
    assert not said["flink-2"]["correct"]


def test_an_engine_that_measured_nothing_has_no_ratio() -> None:
    said = medians([run(OURS, 100), {"engine": "flink-2", "n": 10, "correct": False}])
    assert said["flink-2"]["ours_over_it"] is None


def run(engine: str, cost: int, is_correct: bool = True) -> dict[str, object]:
    return {
        "engine": engine,
        "n": 1000,
        "ev_per_cpu_s": cost,
        "half2_ev_per_cpu_s": 2 * cost,
        "correct": is_correct,
    }
