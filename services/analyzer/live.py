"""Rows that are said as time goes on, from what is known now: order rates, usual levels, silence."""

from collections.abc import Iterator, Mapping

from services.analyzer.deltas import SHOP, Scope, scope
from services.analyzer.entities.arrivals import ALL
from services.analyzer.expected import BASELINE_DAYS, order_rate_baseline, orders_expected
from services.analyzer.formulas.health import refusals
from services.analyzer.moments import MINUTE, PULSE, SECOND, utc_text
from services.analyzer.panes import PaneKey
from services.analyzer.rows import Figure
from services.analyzer.shop import Shop
from services.analyzer.values import amount, ratio

RATE_SECONDS = 600
EXPECTED_MINUTES = (15, 30, 60, 120)
SILENCE_EVERY = 5  # seconds of tick time between two rows of one producer


class LiveRows:
    """What was said last, so that a row is said once a pulse, minute or hour; not part of the durable state."""

    def __init__(self, shop: Shop) -> None:
        """Nothing was said yet."""
        self.shop = shop
        self._pulse = self._minute = 0
        self._rates: set[Scope] = set()
        self._baselines: dict[Scope, int] = {}
        self._is_receiving, self._refused_at = False, 0
        self._heard: dict[Scope, tuple[int, int]] = {}

    def rows(self) -> Iterator[Figure]:
        """The rows that are due."""
        yield from self._silence()
        yield from self._refused()
        now = self.shop.clock.watermark
        if not self.shop.clock.first_live:
            return
        if now - now % PULSE != self._pulse:
            self._pulse = now - now % PULSE
            yield from self._order_rates()
        if now - now % MINUTE != self._minute:
            self._turn_prices(self._minute, now - now % MINUTE)
            self._minute = now - now % MINUTE
            yield from self._orders_expected()

    def _turn_prices(self, since: int, now: int) -> None:
        """A promo began or ended since the last minute: what its items are offered at today is said anew."""
        windows, today = self.shop.windows, self.shop.calendar.day(now).start
        for promo in self.shop.entities["promo"].values():
            told = promo.at(now * SECOND)
            if told is None or not any(since < at <= now for at in (told.starts_at, told.ends_at or 0)):
                continue
            for item_id in told.item_ids or self.shop.entities["item"]:
                for family in ("price", "style"):
                    key = PaneKey(family, "d", today, scope(item_id=item_id))
                    pane = windows.book.get(key)
                    if pane is not None and not pane.is_closed:
                        windows.stir(key, pane)

    def _order_rates(self) -> Iterator[Figure]:
        """Orders per minute of the last ten minutes by promo and item; what fell silent is said once as 0."""
        book, end = self.shop.windows.book, self._pulse
        counts: dict[Scope, int] = dict.fromkeys(self._rates, 0)
        for start in range(end - RATE_SECONDS, end, PULSE):
            for here in book.windows.get(("g", "p", start), ()):
                orders = book.known(PaneKey("g", "p", start, here), "orders")
                counts[here] = counts.get(here, 0) + (0 if orders is None else orders.size)
        for here, orders_counted in sorted(counts.items()):
            yield Figure(
                "promo_order_rate",
                here,
                "r10m",
                end - RATE_SECONDS,
                end,
                ratio(orders_counted, RATE_SECONDS // MINUTE),
                parts={"orders": orders_counted},
            )
            if here[0][0] == "item_id" and orders_counted:
                yield from self._baseline(here, end)
        self._rates = {here for here, orders_counted in counts.items() if orders_counted}

    def _refused(self) -> Iterator[Figure]:
        """The share of refused events in the last ten minutes of ingest's clock, once a pulse while any arrive."""
        end = self.shop.clock.tick - self.shop.clock.tick % PULSE
        if end <= self._refused_at:
            return
        self._refused_at = end
        counts = self.shop.about.arrivals.last(end)
        received = counts.pop(ALL)
        if received or self._is_receiving:
            self._is_receiving = received > 0
            yield Figure("rejected_share", SHOP, "r10m", end - RATE_SECONDS, end, refusals(received, counts))

    def _baseline(self, item: Scope, now: int) -> Iterator[Figure]:
        hour = self.shop.calendar.span("h", now).start
        if self._baselines.get(item) == hour:
            return
        if len(self._baselines) > 50_000:
            self._baselines.clear()
        self._baselines[item] = hour
        day = self.shop.calendar.day(hour)
        first = self.shop.calendar.days_on(day.date, -BASELINE_DAYS).start
        usual = order_rate_baseline(self.shop, item, hour)
        parts = {"hour": self.shop.calendar.local(hour).hour}
        yield Figure("order_rate_baseline", item, "r14", first, day.start, usual, parts=parts)

    def _orders_expected(self) -> Iterator[Figure]:
        for minutes in EXPECTED_MINUTES:
            usual, actual = orders_expected(self.shop, self._minute, minutes)
            start = self._minute - minutes * MINUTE
            parts = {"actual": actual}
            yield Figure("orders_expected", SHOP, f"r{minutes}m", start, self._minute, usual, parts=parts)

    def _silence(self) -> Iterator[Figure]:
        """Seconds since ingest's last tick, each producer's last event and the last row of each kind of report.

        Whoever judges has its own clock.
        """
        tick = self.shop.clock.tick
        if not tick:
            return
        yield from self._quiet(scope(family="ingest"), tick, {})
        local = self.shop.calendar.local(tick)
        slot, day = f"{local.weekday()}-{local.hour}", local.toordinal()
        for source, producer in sorted(self.shop.entities["producer"].items()):
            gap = {"longest_gap_seconds": producer.longest_gap(slot, day)}
            yield from self._quiet(scope(producer=source), producer.last_at, gap)
        for kind, rows in sorted(self.shop.entities["reporting"].items()):
            told = {"class": "R"}
            if rows.complete_until:
                told["complete_until"] = utc_text(rows.complete_until * SECOND)
            yield from self._quiet(scope(family=kind), rows.last_at, told)

    def _quiet(self, who: Scope, heard_at: int, beside: Mapping[str, int | str]) -> Iterator[Figure]:
        tick = self.shop.clock.tick
        said_at, said = self._heard.get(who, (0, 0))
        if tick - said_at < SILENCE_EVERY or heard_at == said:
            return
        self._heard[who] = (tick, heard_at)
        parts = {"latest_received_at": utc_text(heard_at * SECOND), **beside}
        start = self.shop.calendar.day(tick).start
        yield Figure(
            "silence_seconds", who, "live", start, tick, amount(max(0, tick - heard_at)), parts=parts
        )
