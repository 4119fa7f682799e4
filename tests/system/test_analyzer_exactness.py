"""Online Retail through HTTP: the figures of each day are exact, undisturbed and under every kind of harm.

Two shops get the same history: one as it was, the other with every event twice and the days shuffled. One analyzer is
killed again and again, stopped once, joined and left by a second worker; another one with state and output topics of
its own counts the same log undisturbed. DIANZHANG_RETAIL_UNTIL (2010-12-05) says how many days are sent; `make e2e`
sends all nine months (2011-09-01), which takes the better part of an hour.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from services.console.broker.process import running_broker
from services.console.ports import Ports
from services.contracts import topics
from services.contracts.topics import PARTITIONS, TOPICS
from services.runtime.access.keys import create
from services.runtime.access.opening import open_access
from services.runtime.kafka.topics import ensure_topics, settings_of
from services.runtime.settings import Stack
from tests.data import online_retail
from tests.system import retail
from tests.system.ledger import Ledger
from tests.system.metric_rows import Ends, FinalRows
from tests.system.nemesis import Killer, until
from tests.system.ports import free_base
from tests.system.processes import ServiceProcess

PLAIN, ROUGH = "retail-plain", "retail-rough"
LEAST_KILLS, LIFE_SECONDS = 10, 6.0
OTHER = {
    topics.STATE: "other.state",
    topics.METRICS: "other.metrics",
    topics.METRICS_FINAL: "other.metrics.final",
    topics.LATE: "other.late",
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(2 * retail.SETTLE_SECONDS),
    pytest.mark.skipif(not online_retail.is_here(), reason=f"online_retail is not at {online_retail.FOLDER}"),
]


class Told(NamedTuple):
    """What was left when everything was counted."""

    ledger: Ledger
    disturbed: FinalRows
    undisturbed: FinalRows
    final: FinalRows
    other_final: FinalRows
    days: dict[tuple[str, str], dict[str, dict[date, int]]]  # (analyzer, shop) -> metric -> day -> value
    kills: int
    stop_code: int


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The whole story, lived once."""
    with ExitStack() as stack:
        yield _live(stack, tmp_path_factory.mktemp("exactness"))


def test_every_event_was_accepted_and_most_of_them_twice(told: Told) -> None:
    events, verdicts = len(retail.events(PLAIN)), told.ledger.verdicts
    assert verdicts["accepted"] + verdicts["duplicate"] == verdicts.total() == 3 * events
    assert (
        verdicts["accepted"] > 2.9 * events
    )  # ingest was told to forget, so the log holds the second copies


@pytest.mark.parametrize("shop", [PLAIN, ROUGH])
@pytest.mark.parametrize("analyzer", ["disturbed", "undisturbed"])
def test_each_day_read_from_the_api_equals_the_truth(told: Told, analyzer: str, shop: str) -> None:
    assert told.days[analyzer, shop] == {metric: retail.truth(metric) for metric in retail.COLUMNS}


def test_it_was_killed_often_enough_and_stopped_cleanly_once(told: Told) -> None:
    assert told.kills >= LEAST_KILLS
    assert told.stop_code == 0


@pytest.mark.parametrize("shop", [PLAIN, ROUGH])
def test_final_rows_are_those_of_the_undisturbed_analyzer_to_the_byte(told: Told, shop: str) -> None:
    assert told.undisturbed.shops[shop]
    assert told.disturbed.lacking(told.undisturbed, shop) == []
    assert told.undisturbed.lacking(told.disturbed, shop) == []


def test_a_row_said_twice_was_the_same_row(told: Told) -> None:
    assert told.disturbed.differing == []
    assert told.undisturbed.differing == []
    assert told.undisturbed.repeated == 0


def test_rows_of_days_and_longer_are_kept_once_more(told: Told) -> None:
    for rows, kept in ((told.disturbed, told.final), (told.undisturbed, told.other_final)):
        assert [kept.lacking(rows, shop) for shop in (PLAIN, ROUGH)] == [[], []]
        assert kept.days


def _live(stack: ExitStack, folder: Path) -> Told:
    ports = Ports(free_base())
    bootstrap = stack.enter_context(running_broker(folder / "broker", ports))
    settings = Stack(broker=bootstrap, data_dir=folder)
    _make_topics(settings)
    write, read = _keys(settings)
    given = {"DIANZHANG_BROKER": bootstrap, "DIANZHANG_DATA_DIR": str(folder)}
    forgetful = {
        "INGEST_REMEMBERED_EVENTS": "0",
        "INGEST_SEEN_EVENTS": "0",
    }  # so that duplicates reach the log
    ingest = _process(stack, "ingest", ports.of("ingest"), folder, {**given, **forgetful})
    mine = {**given, "ANALYZER_INSTANCE": "first"}
    first = _process(stack, "analyzer", ports.of("analyzer"), folder, mine)
    guest = {**given, "ANALYZER_INSTANCE": "second"}
    second = ServiceProcess("analyzer", ports.base + 20, guest, folder / "second.log")
    stack.callback(second.stop)
    other = _process(stack, "analyzer", ports.base + 21, folder, {**given, **_other(folder)}, "other")

    ends = Ends(bootstrap, topics.METRICS_FINAL)
    stack.callback(ends.close)
    ledger, killer = Ledger(ingest.url, write), Killer(first, ends, seed=7, longest=LIFE_SECONDS)
    killer.start()
    stack.callback(killer.heal)
    _send(ledger, first, second)
    killer.heal()
    first.await_ready()
    stop_code = first.stop()
    first.start()
    first.await_ready()
    for analyzer in (first, other):
        retail.settle(analyzer.url, read, (PLAIN, ROUGH))
    ingest.stop()  # no ticks any more: the log is at its end, and both count to the same place
    for analyzer in (first, other):
        retail.settle(analyzer.url, read, (PLAIN, ROUGH))
    days = {
        (name, shop): retail.days(analyzer.url, read, shop)
        for name, analyzer in (("disturbed", first), ("undisturbed", other))
        for shop in (PLAIN, ROUGH)
    }
    rows, other_rows = (FinalRows(bootstrap, name) for name in (topics.METRICS, OTHER[topics.METRICS]))
    kept, other_kept = (
        FinalRows(bootstrap, name) for name in (topics.METRICS_FINAL, OTHER[topics.METRICS_FINAL])
    )
    print(f"kills {first.kills}, final rows {len(rows)}, said again after a kill {rows.repeated}")
    return Told(ledger, rows, other_rows, kept, other_kept, days, first.kills, stop_code)


def _make_topics(settings: Stack) -> None:
    ensure_topics(settings)
    admin = KafkaAdminClient(bootstrap_servers=settings.broker)
    known = {topic.name: topic for topic in TOPICS}
    admin.create_topics(
        [
            NewTopic(name, PARTITIONS, 1, topic_configs=settings_of(known[like], settings))
            for like, name in OTHER.items()
        ]
    )
    admin.wait_for_topics(list(OTHER.values()))
    admin.close()


def _keys(settings: Stack) -> tuple[str, str]:
    """A key that writes and one that reads; the shops are in London and count in thousandths of a pound."""
    access = open_access(settings)
    for shop in (PLAIN, ROUGH):
        create(
            access, shop, "write", timezone="Europe/London", currency="GBP", exponent=online_retail.EXPONENT
        )
    keys = create(access, None, "write").key, create(access, None, "read").key
    access.dispose()
    return keys


def _other(folder: Path) -> dict[str, str]:
    """The environment of an analyzer that shares nothing but the log."""
    return {
        "ANALYZER_GROUP": "other",
        "ANALYZER_STATE_TOPIC": OTHER[topics.STATE],
        "ANALYZER_METRICS_TOPIC": OTHER[topics.METRICS],
        "ANALYZER_FINAL_TOPIC": OTHER[topics.METRICS_FINAL],
        "ANALYZER_LATE_TOPIC": OTHER[topics.LATE],
        "ANALYZER_DATABASE_URL": f"sqlite:///{folder / 'other.db'}",
    }


def _process(
    stack: ExitStack, name: str, port: int, folder: Path, environment: dict[str, str], log: str = ""
) -> ServiceProcess:
    process = ServiceProcess(name, port, environment, folder / f"{log or name}.log")
    process.start()
    stack.callback(process.stop)
    process.await_ready()
    return process


def _send(ledger: Ledger, victim: ServiceProcess, guest: ServiceProcess) -> None:
    """At the pace of the kills, so that each hits a worker with something to count; a guest is there for a third."""
    parts = list(retail.parts(PLAIN, ROUGH, seed=11))
    for number, part in enumerate(parts):
        if number == len(parts) // 3:
            guest.start()
            guest.await_ready()
        if number == 2 * len(parts) // 3:
            assert guest.stop() == 0
        ledger.send(part)
        kills = (number + 1) * LEAST_KILLS // len(parts)
        until(partial(_is_killed, victim, kills), retail.SETTLE_SECONDS, f"{kills} kills")


def _is_killed(victim: ServiceProcess, times: int) -> bool:
    return victim.kills >= times
