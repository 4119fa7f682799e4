"""What an operator is told of two counts of one log, and what a switch does to the rows that everybody reads."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from services.analyzer.history.active import activate, following, generation_of
from services.analyzer.history.lines import epoch
from services.analyzer.history.tables import ActiveState
from services.analyzer.rebuilding.comparing import Compared, compare
from services.analyzer.rebuilding.rows import Bounds
from services.analyzer.rebuilding.taking_over import take_over
from services.analyzer.settings import Settings
from services.runtime.store import reading
from tests.analyzer.history.keeping import ANY_DAY, ask, keep, values
from tests.analyzer.history.rows import line

WHOLE_LOG = Bounds(lambda shop: 0, {0: 100}, {})


def day(value: int | None, day: str = "2026-11-19", to_offset: int = 50, **more: object) -> bytes:
    """A final row of a day."""
    return line(value, day=day, is_final=True, from_offset=1, to_offset=to_offset, **more)


def compared(before: Engine, after: Engine, bounds: Bounds = WHOLE_LOG) -> dict[str, Compared]:
    """By metric."""
    with reading(before) as one, reading(after) as other:
        return {each.metric: each for each in compare(one.connection(), other.connection(), bounds)}


def active(history: Engine) -> ActiveState:
    return activate(history, Settings())


def test_each_window_is_equal_changed_or_only_in_one(history: Engine, rebuilt: Engine) -> None:
    days = [f"2026-11-{number}" for number in (16, 17, 18, 19)]
    keep(history, day(1, days[0]), day(2, days[1]), day(3, days[2]))
    keep(rebuilt, day(1, days[0]), day(9, days[1]), day(4, days[3]))
    told = compared(history, rebuilt)["gmv"]
    assert (told.equal, told.changed, told.only_before, told.only_after) == (1, 1, 1, 1)
    [changed, *_] = told.examples
    assert (changed.before, changed.after) == ({"revision": 1, "value": 2}, {"revision": 1, "value": 9})


def test_the_last_revision_counts_whatever_its_number(history: Engine, rebuilt: Engine) -> None:
    keep(history, day(1), day(5, revision=2), day(7, revision=3))
    keep(rebuilt, day(7))
    assert compared(history, rebuilt)["gmv"].is_same


def test_exact_fractions_and_reasons_are_compared_not_what_is_shown(history: Engine, rebuilt: Engine) -> None:
    keep(history, day(0.333333, numerator=1, denominator=3), day(None, "2026-11-18", null_reason="no_data"))
    keep(
        rebuilt,
        day(0.333333, numerator=333333, denominator=1000000),
        day(None, "2026-11-18", null_reason="min_samples"),
    )
    assert compared(history, rebuilt)["gmv"].changed == 2


def test_running_windows_short_ones_and_the_planners_rows_are_no_differences(
    history: Engine, rebuilt: Engine
) -> None:
    keep(history, line(1, to_offset=3), line(1, kind="pulse", is_final=True, to_offset=3))
    keep(history, day(4, metric="target", scope={"plan_metric": "gmv"}))
    assert compared(history, rebuilt) == {}


def test_what_was_said_after_both_were_looked_at_is_left_out(history: Engine, rebuilt: Engine) -> None:
    keep(history, day(1), day(2, revision=2, to_offset=100), day(3, "2026-11-20", to_offset=100))
    keep(rebuilt, day(1))
    assert compared(history, rebuilt)["gmv"] == Compared("gmv", equal=1)


def test_windows_before_the_log_begins_are_left_out_with_what_looks_back_on_them(
    history: Engine, rebuilt: Engine
) -> None:
    begins = Bounds(lambda shop: 0, {0: 100}, {0: epoch("2026-11-18T00:00:00+08:00")})
    for number in (17, 18, 19):
        keep(history, day(number, f"2026-11-{number}"), day(1, f"2026-11-{number}", metric="new_buyers"))
        keep(rebuilt, day(7, f"2026-11-{number}"), day(2, f"2026-11-{number}", metric="new_buyers"))
    told = compared(history, rebuilt, begins)
    assert told["gmv"].changed == 2
    assert "new_buyers" not in told  # it looks back a year


def test_a_shop_that_looks_back_further_is_compared_from_later_on(history: Engine, rebuilt: Engine) -> None:
    def differ(further: int) -> int:
        begins = {0: epoch("2025-11-18T00:00:00+08:00")}
        bounds = Bounds(lambda shop: 0, {0: 100}, begins, lambda shop: {"new_buyer_days": further})
        told = compared(history, rebuilt, bounds)
        return told["new_buyers"].changed if "new_buyers" in told else 0

    keep(history, day(1, metric="new_buyers"))
    keep(rebuilt, day(2, metric="new_buyers"))
    assert [differ(further) for further in (0, 1, 2)] == [1, 1, 0]


def test_a_switch_puts_the_new_figures_in_place_and_leaves_the_others(
    history: Engine, rebuilt: Engine
) -> None:
    state = active(history)
    keep(history, day(1, "2026-11-18"), day(2), day(3, revision=2), day(8, metric="target"))
    keep(rebuilt, day(20))
    assert take_over(history, rebuilt, WHOLE_LOG, following(state)) == 1
    assert values(ask(history)) == [1, 20]
    assert values(ask(history, ANY_DAY._replace(is_every_revision=True))) == [1, 20]
    assert values(ask(history, ANY_DAY._replace(metrics=("target",)))) == [8]


def test_what_the_new_count_has_still_to_say_stays_to_be_read_until_it_does(
    history: Engine, rebuilt: Engine
) -> None:
    state = active(history)
    keep(history, day(5, to_offset=100))
    take_over(history, rebuilt, WHOLE_LOG, following(state))
    [row] = ask(history)
    assert (row.is_final, values([row])) == (False, [5])
    keep(history, day(6, to_offset=101))
    assert values(ask(history)) == [6]


def test_a_switch_makes_the_new_state_the_active_one(history: Engine, rebuilt: Engine) -> None:
    before = active(history)
    assert (before.generation, before.state_topic, before.group_id) == (1, "analyzer.state", "analyzer")
    take_over(history, rebuilt, WHOLE_LOG, following(before))
    after = active(history)
    assert (after.generation, after.state_topic, after.group_id) == (2, "analyzer.state.2", "analyzer-2")
    assert following(after).state_topic == "analyzer.state.3"
    assert generation_of(history) == 2


def test_an_operator_who_names_another_state_wins_over_an_earlier_switch(
    history: Engine, rebuilt: Engine
) -> None:
    take_over(history, rebuilt, WHOLE_LOG, following(active(history)))
    named = activate(history, Settings(state_topic="own.state", group="own"))
    assert (named.generation, named.state_topic, named.group_id) == (3, "own.state", "own")


def test_nothing_is_switched_when_the_rows_cannot_be_put_in_place(history: Engine, rebuilt: Engine) -> None:
    state = active(history)
    keep(history, day(1))
    keep(rebuilt, day(2))
    broken = following(state)
    broken.state_topic = None  # type: ignore[assignment]
    with pytest.raises(IntegrityError):
        take_over(history, rebuilt, WHOLE_LOG, broken)
    assert values(ask(history)) == [1]
    assert generation_of(history) == 1
