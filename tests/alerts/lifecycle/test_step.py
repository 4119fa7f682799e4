"""The table of R3, line by line."""

from datetime import timedelta

from services.alerts.lifecycle import (
    Acknowledged,
    Back,
    Elapsed,
    Ended,
    Inhibited,
    Silent,
    Snoozed,
    Terms,
    due_at,
)
from tests.alerts.lifecycle.cases import START, Life, after, seen

NOTICE = {"severity": "warning", "route": "notice"}


def opened(**more: object) -> Life:
    return Life().learn(seen(**more), START)


def test_a_breach_without_for_opens_at_once():
    assert opened().kinds() == ["opened:first_breach"]


def test_a_breach_that_ends_before_its_time_is_forgotten_in_silence():
    held = seen(terms=Terms(hold_seconds=20))
    life = Life().learn(held, START).learn(seen("between"), after(seconds=10))
    assert life.alert.state == "ok"
    assert life.said == []


def test_the_time_of_a_breach_runs_out_between_evaluations():
    life = Life().learn(seen(terms=Terms(hold_seconds=20)), START)
    assert due_at(life.alert) == after(seconds=20)
    assert life.learn(Elapsed(), after(seconds=19)).said == []
    assert life.learn(Elapsed(), after(seconds=20)).kinds() == ["opened:first_breach"]


def test_two_evaluations_in_a_row_open_and_the_same_one_counts_once():
    terms = Terms(hold_evaluations=2)
    life = Life().learn(seen(terms=terms, slot="10"), START).learn(seen(terms=terms, slot="10"), after(1))
    assert life.said == []
    assert life.learn(seen(terms=terms, slot="11"), after(60)).kinds() == ["opened:first_breach"]


def test_what_is_unknown_neither_opens_nor_resolves():
    life = Life().learn(seen(terms=Terms(hold_seconds=20)), START).learn(seen("unknown"), after(seconds=10))
    assert life.learn(Elapsed(), after(seconds=30)).said == []
    firing = opened().learn(seen("unknown"), after(1))
    assert firing.alert.state == "firing"


def test_clear_long_enough_resolves_with_the_last_value():
    life = opened(value=7).learn(seen("clear", value=1), after(1))
    assert life.alert.state == "recovering"
    assert due_at(life.alert) == after(2)
    assert life.learn(Elapsed(), after(2)).kinds()[-1] == "resolved:cleared"
    assert life.alert.value == 1


def test_without_keep_it_resolves_at_once():
    assert (
        opened(terms=Terms()).learn(seen("clear", terms=Terms()), after(1)).kinds()[-1] == "resolved:cleared"
    )


def test_a_breach_while_recovering_is_the_same_incident():
    life = opened().learn(seen("clear"), after(1)).learn(seen(), after(1.5)).learn(Elapsed(), after(2.5))
    assert life.alert.state == "firing"
    assert life.kinds() == ["opened:first_breach"]


def test_what_is_no_longer_clear_fires_again():
    life = opened().learn(seen("clear"), after(1)).learn(seen("between"), after(1.5))
    assert life.alert.state == "firing"


def test_missing_data_never_resolve():
    life = opened().learn(seen("clear"), after(1)).learn(Elapsed(is_alive=False), after(3))
    assert life.alert.state == "recovering"
    life.learn(Silent(), after(3)).learn(Elapsed(), after(60))
    assert life.alert.state == "no_data"
    assert life.kinds() == ["opened:first_breach", "updated:no_data"]


def test_data_back_gives_the_state_it_had_and_the_timers_restart():
    life = opened().learn(seen("clear"), after(1)).learn(Silent(), after(1.5)).learn(Back(), after(10))
    assert life.alert.state == "recovering"
    assert due_at(life.alert) == after(11)
    assert life.kinds()[-1] == "updated:data_back"


def test_a_pending_breach_waits_anew_after_a_silence():
    life = Life().learn(seen(terms=Terms(hold_seconds=20)), START).learn(Silent(), after(seconds=10))
    assert life.learn(Back(), after(5)).said == []
    assert due_at(life.alert) == after(5, 20)


def test_a_page_that_nobody_takes_goes_to_the_backup_to_operations_and_to_the_manager():
    life = opened()
    for second in range(1, 45 * 60):
        life.learn(Elapsed(), after(seconds=second))
    told = [(each.level, each.at - START) for each in life.said if each.kind == "escalated"]
    assert told == [
        (1, timedelta(minutes=5)),
        (2, timedelta(minutes=10)),
        (3, timedelta(minutes=15)),
        (4, timedelta(minutes=30)),
    ]


def test_after_a_pause_of_ours_only_the_highest_step_is_said():
    life = opened().learn(Elapsed(), after(20))
    assert [each.level for each in life.said if each.kind == "escalated"] == [3]


def test_an_acknowledged_page_is_quiet_for_four_hours_and_then_says_so():
    life = opened().learn(Elapsed(), after(5)).learn(Acknowledged("p_ops"), after(5.5))
    for minute in range(6, 60 * 4 + 5):
        life.learn(Elapsed(), after(minute))
    assert life.kinds() == ["opened:first_breach", "escalated:not_acknowledged"]
    life.learn(Elapsed(), after(4 * 60 + 5.5))
    assert life.kinds()[-1] == "escalated:ack_expired"
    assert life.learn(Elapsed(), after(4 * 60 + 15.5)).said[-1].level == 2


def test_an_acknowledgement_that_has_expired_already_changes_nothing():
    life = opened().learn(Acknowledged("p", expires_at=START), after(1))
    assert life.alert.acknowledged_until is None


def test_a_notice_still_firing_at_its_deadline_goes_to_operations_once():
    life = opened(**NOTICE, deadline=after(120))
    for minute in range(0, 300, 5):
        life.learn(Elapsed(), after(minute))
    assert life.kinds() == ["opened:first_breach", "escalated:deadline_passed"]


def test_the_end_of_a_snooze_says_a_firing_alert_once():
    life = opened().learn(Snoozed(after(60)), after(1))
    for minute in range(2, 64):
        life.learn(Elapsed(), after(minute))
    assert life.kinds() == ["opened:first_breach", "updated:first_breach"]
    assert not life.said[-1].is_quiet


def test_while_snoozed_changes_are_recorded_quietly_but_the_end_is_told():
    life = opened().learn(Snoozed(after(60)), after(1)).learn(Silent(), after(2))
    assert life.said[-1].is_quiet
    life.learn(Back(), after(3)).learn(Ended("withdrawn"), after(4))
    assert not life.said[-1].is_quiet


def test_an_inhibited_alert_keeps_its_state_and_says_nothing():
    life = opened().learn(Inhibited("al0"), after(1))
    for minute in range(2, 60):
        life.learn(Elapsed(), after(minute))
    assert life.kinds() == ["opened:first_breach"]
    assert life.alert.state == "firing"


def test_a_withdrawn_promo_resolves_and_forgets_what_was_not_said():
    assert opened().learn(Ended("withdrawn"), after(1)).kinds()[-1] == "resolved:withdrawn"
    pending = (
        Life().learn(seen(terms=Terms(hold_seconds=20)), START).learn(Ended("withdrawn"), after(seconds=1))
    )
    assert (pending.alert.state, pending.said) == ("ok", [])


def test_a_revision_that_undoes_the_breach_resolves_whatever_the_clear_condition():
    final = {"is_final": True, "window_start": after(-1440), "window_end": START, **NOTICE}
    life = opened(value=0.016, revision=2, **final)
    assert life.alert.is_revised
    life.learn(seen("between", value=0.0167, revision=3, **final), after(10))
    assert life.kinds()[-1] == "resolved:data_revised"


def test_a_revision_that_comes_again_or_late_says_nothing():
    final = {"is_final": True, "window_start": after(-1440), "window_end": START, **NOTICE}
    life = opened(value=5, revision=3, **final)
    for revision in (3, 2, 1):
        life.learn(seen(value=revision, revision=revision, **final), after(10))
    assert life.kinds() == ["opened:first_breach"]
    life.learn(seen(value=6, revision=4, **final), after(20))
    assert life.kinds()[-1] == "updated:data_revised"


def test_a_breach_found_by_restating_an_old_window_never_pages():
    final = {"is_final": True, "window_start": after(-1440), "window_end": after(-61)}
    assert opened(revision=2, **final).alert.route == "notice"
    assert opened(revision=1, **final).alert.route == "page"


def test_old_news_opens_nothing_but_can_close():
    assert Life().learn(seen(is_old=True), START).alert.state == "ok"
    assert opened().learn(seen("clear", is_old=True), after(1)).alert.state == "recovering"


def test_worse_is_said_at_each_doubling_at_most_every_ten_minutes():
    life = opened(distance=10.0, **NOTICE)
    life.learn(seen(distance=25.0, **NOTICE), after(5))
    assert life.kinds() == ["opened:first_breach"]
    life.learn(seen(distance=25.0, **NOTICE), after(10))
    assert life.kinds()[1:] == ["updated:value_worse"]
    life.learn(seen(distance=49.0, **NOTICE), after(30))
    assert len(life.said) == 2
    life.learn(seen(distance=50.0, **NOTICE), after(31))
    assert life.kinds()[2:] == ["updated:value_worse"]


def test_a_graver_severity_is_said_at_once():
    life = opened(severity="warning", route="notice")
    life.learn(seen(severity="critical", route="page"), after(1))
    assert life.kinds()[-1] == "updated:value_worse"
    assert (life.alert.severity, life.alert.route) == ("critical", "page")


def test_what_is_resolved_stays_resolved():
    life = opened().learn(Ended("withdrawn"), after(1))
    before = life.alert
    assert life.learn(seen(), after(2)).alert == before
