"""Takes records of the stream: into the read model first, then through the rules, in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import event as sql_events
from sqlmodel import Session

from services.alerts import people, telling
from services.alerts.hearing import facts, rows, signs
from services.alerts.hearing.wakes import Wake
from services.alerts.judgement import Judgement
from services.alerts.judging.judges import wakes
from services.alerts.ledger import Ledger
from services.alerts.roles import keep_contact
from services.alerts.scopes import keys_of
from services.alerts.shopdesk import ShopDesk
from services.alerts.telemetry import unread_total
from services.contracts import topics
from services.contracts.events.items import ItemListed, PriceChanged
from services.contracts.events.organisation import AlertAcknowledged, AlertSnoozed, OrgRoleSet, TaskAssigned
from services.contracts.events.outputs import MetricRolled, ReportPublished
from services.contracts.events.promotions import PromoChanged, PromoPublished, PromoWithdrawn
from services.contracts.registry import decode_line, decode_lines
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.kafka.inbox import InboxRecord

# Definitions before figures: a row is judged by what was in force when it came.
ORDER = (topics.SETTINGS, topics.FACTS, topics.METRICS, topics.GOALS)
BUYER_RULES = ("buyer_limit_exceeded", "buyer_bulk")
CONCERN = (
    AlertAcknowledged,
    AlertSnoozed,
    ItemListed,
    PriceChanged,
    PromoChanged,
    PromoPublished,
    PromoWithdrawn,
    ReportPublished,
    TaskAssigned,
)
NOBODY: Mapping[str, datetime] = MappingProxyType({})
log = logs.get(__name__)


class Taking:
    """`handle` of the inbox; `bell` is rung after the commit when something is to be published or delivered."""

    def __init__(
        self,
        clock: Clock,
        listening_since: Callable[[], datetime],
        bell: Callable[[], None],
        make_secret: Callable[[], bytes],
    ) -> None:
        """Called in threads, one transaction at a time; `make_secret` gives a new contact its locked secret."""
        self._clock, self._listening_since, self._bell = clock, listening_since, bell
        self._make_secret = make_secret
        self._signs = signs.Signs()

    def take(self, session: Session, records: Sequence[InboxRecord]) -> None:
        """All that the records cause, in the transaction that moves the offsets."""
        ordered = sorted(records, key=lambda record: ORDER.index(record.topic))
        by_shop: dict[str, list[Any]] = defaultdict(list)
        arrivals: signs.Arrivals = {}
        for record in ordered:
            for event in events_of(record.value):
                if record.topic == topics.FACTS:
                    signs.note(arrivals, event)
                if concerns_us(event):
                    by_shop[event.shopid].append(event)
        ledger = Ledger()
        due = self._signs.due(arrivals)
        for shop_id in dict.fromkeys([*by_shop, *due]):
            self.hear(session, shop_id, by_shop[shop_id], ledger, due.get(shop_id, {}))
        ring_after_commit(session, ledger, self._bell)

    def hear(
        self,
        session: Session,
        shop_id: str,
        events: Iterable[Any],
        ledger: Ledger,
        arrived: Mapping[str, datetime] = NOBODY,
    ) -> None:
        """One shop's events, in order: what is known, then what follows; `arrived` are signs of who is alive."""
        desk = ShopDesk(session, shop_id, self._clock.now(), self._listening_since())
        woken: list[Wake] = list(signs.hear(session, shop_id, arrived))
        told = list(events)
        desk.rows.load(rows.scope_key(each) for each in told if rows.is_kept(each))
        for event in told:
            if isinstance(event, MetricRolled):
                woken += rows.hear(session, desk.rows, event, self._has_open(desk))
            else:
                woken += self._fact(desk, ledger, event)
                desk.forget()
        if woken:
            desk.forget()
            judge(Judgement(desk, ledger), woken)

    def _has_open(self, desk: ShopDesk) -> Callable[[str], bool]:
        """Whether a buyer's scope has an open incident."""
        return lambda key: any(desk.incidents.get(rule, key) for rule in BUYER_RULES)

    def _fact(self, desk: ShopDesk, ledger: Ledger, event: Any) -> Iterable[Wake]:
        match event:
            case AlertAcknowledged():
                people.acknowledge(desk, ledger, event)
            case AlertSnoozed():
                people.snooze(desk, ledger, event)
            case TaskAssigned() | ReportPublished():
                telling.announce(desk, ledger, event)
            case _:
                woken = list(facts.hear(desk.session, event, desk.look))
                if isinstance(event, OrgRoleSet):
                    keep_contact(desk, event, self._make_secret)
                return woken
        return ()


def judge(judgement: Judgement, woken: Sequence[Wake]) -> None:
    """Rule by rule in the pack's order: what speaks for others is judged before them."""
    for rule in judgement.desk.pack.rules.values():
        if not rule.enabled:
            continue
        for wake in woken:
            if wake.judge == rule.judge:
                judgement.judge(rule, wake.scope, None)
            elif wake.row is not None and wakes(
                rule.judge, wake.row.metric, wake.row.kind, keys_of(wake.scope)
            ):
                judgement.judge(rule, wake.scope, wake.row)


def concerns_us(event: Any) -> bool:
    """Orders and views are counted elsewhere; of the figures only those that rules watch are looked at."""
    if isinstance(event, MetricRolled):
        return rows.is_watched(event)
    return isinstance(event, CONCERN) or event.CLASS == "S"


def events_of(value: bytes) -> list[Any]:
    """The lines of a record; a line that can not be read is counted and left out, the others count."""
    if not value:
        return []
    try:
        return list(decode_lines(value))
    except msgspec.DecodeError:
        return [event for line in value.splitlines() if (event := _event_of(line)) is not None]


def _event_of(line: bytes) -> Any:
    try:
        return decode_line(line)
    except msgspec.DecodeError as error:
        unread_total.of().inc()
        log.warning("line_unread", why=str(error)[:200])
        return None


def ring_after_commit(session: Session, ledger: Ledger, bell: Callable[[], None]) -> None:
    """Nobody waits for a poll: the deliverer is woken by the commit itself."""
    if ledger.has_written:
        sql_events.listen(session, "after_commit", lambda _: bell(), once=True)
