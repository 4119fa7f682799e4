"""`console rebuild` on a running stack: counts the log anew, says what differs, switches, and readers see no gap."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import Engine, delete, update

from services.analyzer.history.store import ROWS
from services.runtime.store import open_engine, writing
from tests.system.ports import free_base
from tests.system.running import ROOT, Stack, eventually, running_stack

SHOP = "rebuilt"
SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = datetime.now(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
DAYS = [TODAY - timedelta(days=back) for back in (3, 2, 1)]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


class Story:
    """A shop with three days of history on a stack of its own."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.write = stack, stack.create_key(SHOP)
        self.history: Engine = open_engine(f"sqlite:///{stack.data / 'analyzer.db'}")
        self._number = 0

    def sell(self, at: datetime, amount: int, is_history: bool = True) -> None:
        """One order paid at a moment."""
        self._number += 1
        lines = [
            {"line_id": "1", "item_id": "i1", "qty": 1, "unit_price_minor": amount, "amount_minor": amount}
        ]
        event = {
            "specversion": "1.0",
            "id": f"paid:{self._number}",
            "source": "/s/shop",
            "type": "order.paid",
            "time": at.isoformat(),
            "shopid": SHOP,
            "history": is_history,
            "data": {
                "order_id": f"o{self._number}",
                "buyer_id": f"b{self._number}",
                "amount_minor": amount,
                "lines": lines,
            },
        }
        with self.stack.client("ingest", self.write) as client:
            assert client.post("/v1/events", json=event).status_code == 202

    def gmv(self) -> list[Any]:
        """(value, state) of each of the three days, as the API says."""
        with self.stack.client("analyzer") as client:
            return _days(client.get(f"/v1/shops/{SHOP}/metrics", params=_question()).json())

    def rebuild(self, *options: str) -> dict[str, Any]:
        """The report of `console rebuild`."""
        command = [sys.executable, "-m", "services.console", "rebuild", "--json", *options]
        command += ["--data", str(self.stack.data), "--port-base", str(self.stack.port_base)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def pretend_an_older_formula(self) -> None:
        """The day before yesterday had another figure by the formula of then, and yesterday none."""
        gmv = (
            ROWS.c.shop_id == SHOP,
            ROWS.c.metric == "gmv",
            ROWS.c.window_kind == "day",
            ROWS.c.scope_keys == "",
        )
        figures = {"start": DAYS[1].isoformat(), "end": DAYS[2].isoformat(), "unit": "money", "value": 1}
        with writing(self.history) as session:
            older = update(ROWS).where(*gmv, ROWS.c.start == int(DAYS[1].timestamp()))
            session.connection().execute(older.values(value=1.0, figures=json.dumps(figures)))
            session.connection().execute(delete(ROWS).where(*gmv, ROWS.c.start == int(DAYS[2].timestamp())))


def _question() -> dict[str, str]:
    return {"metric": "gmv", "window": "day", "from": DAYS[0].isoformat(), "to": TODAY.isoformat()}


def _days(answer: dict[str, Any]) -> list[Any]:
    return [(row["value"], row["state"]) for row in answer["rows"]]


class Reader:
    """Asks for the days again and again, each time with a connection of its own; remembers what it was told."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._stop = stack, threading.Event()
        self.told: list[list[Any]] = []
        self.failed: list[str] = []
        self.longest = 0.0
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def _read(self) -> None:
        headers = {"Authorization": f"Bearer {self._stack.keys['read']}"}
        while not self._stop.wait(0.1):
            began = time.monotonic()
            try:
                answer = httpx.get(
                    f"{self._stack.analyzer}/v1/shops/{SHOP}/metrics",
                    params=_question(),
                    headers=headers,
                    timeout=60,
                    trust_env=False,
                )
                answer.raise_for_status()
                self.told.append(_days(answer.json()))
            except httpx.HTTPError as error:
                self.failed.append(repr(error))
            self.longest = max(self.longest, time.monotonic() - began)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with running_stack(
        Path(tmp_path_factory.mktemp("rebuild")) / "data", free_base(), "--no-sample"
    ) as stack:
        told = Story(stack)
        for number, day in enumerate(DAYS, 1):
            told.sell(day + timedelta(hours=10), number * 1000)
            told.sell(day + timedelta(hours=11), number * 100)
        eventually(lambda: told.gmv() == TRUTH, 120)
        yield told
        told.history.dispose()


TRUTH = [(1100, "final"), (2200, "final"), (3300, "final")]
OLDER = [(1100, "final"), (1, "final")]


def test_a_changed_formula_is_counted_anew_compared_and_switched(story: Story) -> None:
    same = story.rebuild("--compare-only")
    assert (same["changed"], same["only_before"], same["only_after"]) == (0, 0, 0)
    assert same["equal"] > 100
    assert (same["is_switched"], same["is_log_complete"]) == (False, True)

    story.pretend_an_older_formula()
    assert story.gmv() == OLDER
    with Reader(story.stack) as reader:
        compared = story.rebuild("--compare-only")
        [gmv] = [each for each in compared["metrics"] if each["metric"] == "gmv"]
        assert (gmv["changed"], gmv["only_after"], gmv["only_before"]) == (1, 1, 0)
        assert story.gmv() == OLDER
        report = story.rebuild()
    assert report["is_switched"], report["why_not"]
    assert (report["generation"], report["changed"], report["only_after"]) == (2, 1, 1)
    print(
        f"{len(reader.told)} answers, the longest took {reader.longest:.1f} s, {report['seconds']} s in all"
    )
    assert reader.failed == []
    assert [told for told in reader.told if told not in (OLDER, TRUTH)] == []
    assert story.gmv() == TRUTH


def test_the_new_count_goes_on_where_the_old_one_was(story: Story) -> None:
    story.sell(DAYS[0] + timedelta(hours=12), 50)
    revised = [(1150, "final"), *TRUTH[1:]]
    eventually(lambda: story.gmv() == revised, 60)
    again = story.rebuild()
    assert (again["changed"], again["only_before"], again["only_after"]) == (0, 0, 0)
    assert again["generation"] == 3
    eventually(lambda: story.gmv() == revised, 60)


def test_a_restart_stays_with_the_new_count(story: Story) -> None:
    story.stack.service_process("analyzer").kill()
    story.sell(DAYS[1] + timedelta(hours=12), 7)
    eventually(lambda: [value for value, _ in _quietly(story)] == [1150, 2207, 3300], 120)
    names = {path.name for path in story.stack.data.glob("analyzer*.db")}
    assert names == {"analyzer.db"}


def _quietly(story: Story) -> list[Any]:
    """The days, none while the analyzer begins."""
    try:
        return story.gmv()
    except httpx.HTTPError:
        return []
