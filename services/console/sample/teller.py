"""Tells the sample to ingest: first the past as history, then today so far, then what happens now, for ever."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from services.console.errors import ConsoleError
from services.console.sample import opening
from services.console.sample.book import Book
from services.console.sample.calendar import shop_day, start_of
from services.console.sample.live import Live
from services.console.sample.memory import Memory
from services.console.sample.mistake import Mistakes, coupon_after, withdrawn
from services.console.sample.saying import Said
from services.console.sample.telling import tell
from services.console.sending import Sender, Tally, batches
from services.runtime.clock import Clock

EVERY_SECONDS = 0.25
SAVE_EVERY = timedelta(seconds=5)


class Teller:
    """One run over one data folder; `say` is told in sentences what is going on."""

    def __init__(
        self, book: Book, sender: Sender, file: Path, clock: Clock, say: Callable[[str], None]
    ) -> None:
        self._book, self._sender, self._file = book, sender, file
        self._clock, self._say = clock, say
        self._tally = Tally()

    def run(self, is_stopping: Callable[[], bool]) -> None:
        """Until `is_stopping`; raises ConsoleError when ingest refuses the sample, Interrupted inside a wait."""
        now = self._clock.now()
        memory = Memory.load(self._file)
        if memory is None:
            memory = Memory.begin(shop_day(now))
            memory.save(self._file)
        if memory.told_until is None:
            self._open(memory.first_day)
            memory = self._keep(memory, start_of(memory.first_day))
        self._send(opening.plans(self._book, memory.first_day, shop_day(now)), is_history=False)
        memory = self._catch_up(memory)
        self._go_live(memory, is_stopping)

    def _open(self, first_day: date) -> None:
        self._send([opening.configured(self._book, first_day)], is_history=True)
        self._send(opening.opening(self._book, first_day), is_history=True)

    def _catch_up(self, memory: Memory) -> Memory:
        """Past days as history, one after another, then today's hours with their own times."""
        now = self._clock.now()
        today = shop_day(now)
        told_until = memory.told_until or start_of(memory.first_day)
        day = max(shop_day(told_until), memory.first_day)
        started, before = time.monotonic(), self._tally.sent
        while day < today:
            self._send(_between(tell(self._book, day), told_until, now), is_history=True)
            day += timedelta(days=1)
            memory = self._keep(memory, max(told_until, start_of(day)))
        if past := self._tally.sent - before:
            self._say(
                f"Sample shop: {past:,} events of past days sent in {time.monotonic() - started:.0f} s."
            )
        before = self._tally.sent
        now = self._clock.now()
        self._send(_between(tell(self._book, today), told_until, now), is_history=False)
        self._say(
            f"Sample shop: {self._tally.sent - before:,} events of today so far. From here on it is live."
        )
        return self._keep(memory, now)

    def _go_live(self, memory: Memory, is_stopping: Callable[[], bool]) -> None:
        begins = self._clock.now()
        if memory.coupon is not None:  # the last run was stopped before its own end of it
            self._send([withdrawn(memory.coupon, begins, "found at the next start")], is_history=False)
            memory = self._keep(replace(memory, coupon=None), begins)
        chance = Random(begins.timestamp())
        live, mistakes = Live(self._book, begins, chance), Mistakes(self._book, begins, chance)
        self._say(
            "Sample shop: in half a minute somebody types a coupon's price wrong; watch what comes below."
        )
        today = _Today(self._book, memory.first_day, memory.told_until or begins)
        saved = begins
        while not is_stopping():
            now = self._clock.now()
            due = sorted([*today.due(now), *live.due(now), *mistakes.due(now)])
            self._send(due, is_history=False)
            coupon = coupon_after(due, memory.coupon)
            if now - saved >= SAVE_EVERY or coupon != memory.coupon:
                memory, saved = self._keep(replace(memory, coupon=coupon), now), now
            time.sleep(EVERY_SECONDS)

    def _keep(self, memory: Memory, until: datetime) -> Memory:
        memory = memory.until(until)
        memory.save(self._file)
        return memory

    def _send(self, said: Iterable[Said], *, is_history: bool) -> None:
        for lines in batches(each.line(is_history=is_history) for each in said):
            self._sender.send(lines, self._tally)
        if self._tally.rejected:
            reason, count = self._tally.rejected.most_common(1)[0]
            raise ConsoleError(
                f"Ingest rejected {count} events of the sample shop ({reason}: {self._tally.example[reason]})."
            )


class _Today:
    """What the fortnight holds for the running day, as its moments come; goes over midnight by itself."""

    def __init__(self, book: Book, first_day: date, told_until: datetime) -> None:
        self._book, self._first_day = book, first_day
        self._day = shop_day(told_until)
        self._left = _between(tell(book, self._day), told_until, None)

    def due(self, now: datetime) -> Iterator[Said]:
        today = shop_day(now)
        yield from (each for each in self._left if each.at <= now)
        self._left = [each for each in self._left if each.at > now]
        if today > self._day:
            self._day = today
            plans = opening.plans(self._book, self._first_day, today)
            self._left = [*self._left, *plans, *tell(self._book, today)]
            yield from self.due(now)


def _between(said: Iterable[Said], after: datetime, until: datetime | None) -> list[Said]:
    return [each for each in said if each.at > after and (until is None or each.at <= until)]
