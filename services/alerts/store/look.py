"""What is known of a shop, from SQL; a `Look` for one transaction."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlmodel import Session, col, select

from services.alerts.judging.look import Cost, Heard, Look, Profile, Promo, Row, Scope
from services.alerts.lifecycle.evidence import OLD_NEWS
from services.alerts.routing.roles import Role
from services.alerts.scopes import key_of
from services.alerts.store.books import IncidentBook, RowBook
from services.alerts.store.options import option
from services.alerts.store.settings import in_force
from services.alerts.store.shop_tables import HeardRow, PriceRow, PromoRow
from services.contracts.events.items import ItemCostSetData
from services.contracts.events.organisation import OrgRoleSetData
from services.contracts.events.plans import PlanCampaignSetData, RulepackSetData, ShopConfiguredData
from services.contracts.events.promotions import PromoTerms
from services.contracts.moments import micros, moment_of

SPEAKING = frozenset({"firing", "recovering"})
_terms = msgspec.json.Decoder(PromoTerms)


class SqlLook(Look):
    """Reads once what it is asked more than once; `forget` after something was written."""

    def __init__(
        self,
        session: Session,
        shop_id: str,
        listening_since: datetime,
        rows: RowBook | None = None,
        incidents: IncidentBook | None = None,
    ) -> None:
        """Lives as long as the transaction."""
        self.shop_id = shop_id
        self._session = session
        self._listening_since = listening_since
        self._promos: list[Promo] | None = None
        self._costs: dict[str, list[ItemCostSetData]] = {}
        self._profiles: list[tuple[datetime, Profile]] | None = None  # since when each holds, earliest first
        self._heard: dict[tuple[str, str], Heard] | None = None
        self.rowbook = rows or RowBook(session, shop_id)
        self.incidents = incidents or IncidentBook(session, shop_id)

    @property
    def listening_since(self) -> datetime:
        return self._listening_since

    def forget(self) -> None:
        self._promos, self._costs, self._profiles, self._heard = None, {}, None, None

    def row(self, metric: str, kind: str, scope: Scope) -> Row | None:
        return self.rowbook.get(metric, kind, key_of(scope))

    def rows(self, metric: str, kind: str) -> Sequence[Row]:
        return self.rowbook.of(metric, kind)

    def promo(self, promo_id: str) -> Promo | None:
        return next((promo for promo in self.promos() if promo.promo_id == promo_id), None)

    def promos(self) -> Sequence[Promo]:
        if self._promos is None:
            query = select(PromoRow).where(PromoRow.shop_id == self.shop_id, PromoRow.body != "")
            query = query.execution_options(populate_existing=True)
            self._promos = [_promo(row) for row in self._session.exec(query)]
        return self._promos

    def cost(self, item_id: str, at: datetime) -> Cost | None:
        """Where only sizes have costs, the highest of them: a floor that holds for each."""
        found = [each for each in self._statements(item_id) if each.effective_from <= at]
        by_sku: dict[str | None, ItemCostSetData] = {}
        for each in sorted(found, key=lambda each: (each.effective_from, each.revision)):
            by_sku[each.sku_id] = each
        if not by_sku:
            return None
        lowest = [each.min_price_minor for each in by_sku.values() if each.min_price_minor is not None]
        return Cost(max(each.unit_cost_minor for each in by_sku.values()), max(lowest, default=None))

    def price(self, item_id: str, at: datetime) -> int | None:
        query = (
            select(PriceRow.price_minor)
            .where(
                PriceRow.shop_id == self.shop_id, PriceRow.item_id == item_id, PriceRow.at_us <= micros(at)
            )
            .order_by(col(PriceRow.at_us).desc(), col(PriceRow.event_id).desc())
            .limit(1)
        )
        return self._session.exec(query).first()

    def items(self) -> Sequence[str]:
        query = select(PriceRow.item_id).where(PriceRow.shop_id == self.shop_id).distinct()
        return list(self._session.exec(query))

    def profile(self, at: datetime) -> Profile:
        if self._profiles is None:
            found = in_force(self._session, self.shop_id, "shop.configured", ShopConfiguredData, None)
            self._profiles = sorted(
                ((each.effective_from, _profile(each)) for each in found), key=lambda each: each[0]
            )
        until = bisect_right(self._profiles, at, key=lambda each: each[0])
        return self._profiles[until - 1][1] if until else Profile()

    def campaign_factor(self, day: date) -> float:
        found = in_force(self._session, self.shop_id, "plan.campaign.set", PlanCampaignSetData, None)
        factors = [each.factor for campaign in found for each in campaign.factors if each.day == day]
        return max([1.0, *map(float, factors)])

    def heard(self, family: str, name: str) -> Heard | None:
        self.all_heard()
        return (self._heard or {}).get((family, name))

    def all_heard(self) -> Sequence[Heard]:
        if self._heard is None:
            query = select(HeardRow).where(HeardRow.shop_id == self.shop_id)
            self._heard = {(row.family, row.name): _heard(row) for row in self._session.exec(query)}
        return list(self._heard.values())

    def firing(self, rule_id: str, scope: Scope) -> str | None:
        incident = self.incidents.get(rule_id, key_of(scope))
        return incident.alert_id if incident is not None and incident.state in SPEAKING else None

    def rulepack(self, at: datetime) -> RulepackSetData | None:
        """The shop's own numbers over the default pack."""
        found = in_force(self._session, self.shop_id, "rulepack.set", RulepackSetData, at)
        return next((each for each in found if each.pack_id == "default"), None)

    def roles(self, at: datetime) -> list[Role]:
        """Active roles, in the order of their ids."""
        found = in_force(self._session, self.shop_id, "org.role.set", OrgRoleSetData, at)
        return sorted((Role.of(each) for each in found if each.active), key=lambda role: role.role_id)

    def _statements(self, item_id: str) -> list[ItemCostSetData]:
        if item_id not in self._costs:
            found = in_force(self._session, self.shop_id, "item.cost.set", ItemCostSetData, None, item_id)
            self._costs[item_id] = found
        return self._costs[item_id]


def _promo(row: PromoRow) -> Promo:
    withdrawn = moment_of(row.withdrawn_us) if row.withdrawn_us is not None else None
    return Promo(
        terms=_terms.decode(row.body),
        told_at=moment_of(row.told_us),
        is_old=row.is_old,
        withdrawn_at=withdrawn,
    )


def _heard(row: HeardRow) -> Heard:
    return Heard(
        row.family, row.name, moment_of(row.latest_us), moment_of(row.back_us), row.longest_gap_seconds
    )


def _profile(data: ShopConfiguredData) -> Profile:
    return Profile(
        zone=ZoneInfo(data.timezone),
        opens=_clock(data.opens_at, time(9)),
        closes=_clock(data.closes_at, time(0)),
        is_closed=bool(data.is_closed),
        notices_per_day=int(option(data, "notices_per_day", 20)),
        old_news=max(OLD_NEWS, timedelta(seconds=option(data, "old_news_seconds", 0))),
    )


def _clock(text: str | None, usual: time) -> time:
    """`HH:MM`; 24:00 is the day's end."""
    if text is None:
        return usual
    return time(0) if text == "24:00" else time.fromisoformat(text)
