from services.runtime.health import Health


class Watch:
    """Seconds that a test moves by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def test_an_idle_process_is_healthy_however_long_nothing_comes() -> None:
    watch = Watch()
    health = Health(monotonic=watch)
    health.beat("stream")
    watch.seconds += 86_400
    assert health.live().ok


def test_input_that_waits_without_progress_for_a_minute_fails_liveness_and_says_where() -> None:
    watch = Watch()
    health = Health(monotonic=watch)
    health.waiting("stream", True)
    watch.seconds += 59
    assert health.live().ok
    watch.seconds += 2
    assert health.live().reasons == {"stream": "no progress for 61 s with input waiting"}


def test_slow_but_steady_progress_is_healthy() -> None:
    watch = Watch()
    health = Health(monotonic=watch)
    health.waiting("stream", True)
    for _ in range(10):
        watch.seconds += 50
        health.beat("stream")
        health.waiting("stream", True)
    assert health.live().ok


def test_the_clock_of_a_stall_starts_with_the_input_not_with_the_last_work() -> None:
    watch = Watch()
    health = Health(monotonic=watch)
    health.beat("stream")
    watch.seconds += 3_600
    health.waiting("stream", True)
    watch.seconds += 30
    assert health.live().ok
    assert health.stalled_seconds("stream") == 30
    health.waiting("stream", False)
    assert health.stalled_seconds("stream") == 0


def test_a_process_is_not_ready_until_each_part_that_it_needs_has_said_so() -> None:
    health = Health("stream", "store")
    health.set_ready("stream", True)
    assert health.ready().reasons == {"store": "starting"}
    health.set_ready("store", True)
    assert health.ready().ok


def test_a_part_that_falls_out_makes_the_process_unready_but_not_dead() -> None:
    health = Health()
    health.set_ready("broker", False, "the broker does not answer")
    assert health.ready().reasons == {"broker": "the broker does not answer"}
    assert health.live().ok
