"""Open alerts as lines of the page: whose, what, by when, and what not to do."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.contracts.events.outputs import AlertOpenedData
from services.contracts.events.structures import Evidence
from services.contracts.metrics import CATALOGUE
from services.planner import figures
from services.planner.names import department
from services.planner.sheet import AlertLine, Words
from services.planner.store import alerts as stored
from services.planner.store.tables import OpenAlert
from services.planner.viewing.gathered import Gathered

SHOWN_EVIDENCE = 3


def alerts(shop: Gathered) -> tuple[AlertLine, ...]:
    """Pages first, then by deadline."""
    return tuple(_line(shop, row, data) for row, data in stored.still_open(shop.session, shop.shop_id))


def _line(shop: Gathered, row: OpenAlert, data: AlertOpenedData) -> AlertLine:
    return AlertLine(
        alert_id=row.alert_id,
        rule_id=data.rule_id,
        severity=row.severity,
        route=row.route,
        state=row.state,
        department=data.department,
        department_name=department(data.department),
        person_id=data.person_id,
        title=_title(data),
        detail=_detail(shop, data),
        step=data.step,
        do_not=data.do_not,
        opened_at=_local(row.opened_at, shop.zone),
        deadline=_local(row.deadline, shop.zone),
    )


def _title(data: AlertOpenedData) -> Words:
    """What is wrong and of what: the metric's name and the scope; the rule's own name where it has no metric."""
    about = " ".join(str(value) for key, value in sorted(data.scope.items()) if key != "shop_id")
    known = CATALOGUE.get(data.metric or "")
    zh, en = (
        (data.metric_zh or known.zh, known.en) if known else (data.rule_id, data.rule_id.replace("_", " "))
    )
    return Words(f"{zh} {about}".strip(), f"{en[:1].upper()}{en[1:]} {about}".strip())


def _detail(shop: Gathered, data: AlertOpenedData) -> Words:
    parts = [f"{each.label_zh} {_shown(shop, each)}" for each in data.evidence[:SHOWN_EVIDENCE]]
    english = [
        f"{each.name.replace('_', ' ')} {_shown(shop, each)}" for each in data.evidence[:SHOWN_EVIDENCE]
    ]
    return Words("，".join(parts), ", ".join(english))


def _shown(shop: Gathered, each: Evidence) -> str:
    if each.value is None:
        return each.note or figures.DASH
    if each.unit == "money":
        return figures.money(int(each.value), shop.profile.exponent)
    return f"{each.value:g}" if isinstance(each.value, float) else str(each.value)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)
