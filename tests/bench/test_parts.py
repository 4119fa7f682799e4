import pytest

from tests.bench.__main__ import chosen


def test_everything_but_what_takes_long_is_measured_unless_asked_otherwise() -> None:
    assert chosen(None) == chosen("") == ["job", "peers", "mix", "recovery"]


def test_a_part_is_measured_alone_and_several_in_their_own_order() -> None:
    assert chosen("replay") == ["replay"]
    assert chosen("mix, job") == ["job", "mix"]


def test_a_part_that_does_not_exist_ends_the_bench_with_a_sentence() -> None:
    with pytest.raises(SystemExit, match="knows job, peers, mix, recovery, memory, replay, not jobs"):
        chosen("jobs")
