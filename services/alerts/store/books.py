"""What of a shop is read once per transaction and kept in step with what is written: rows, open incidents."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlmodel import Session, col, select

from services.alerts.judging.look import Row
from services.alerts.scopes import key_of
from services.alerts.store.shop_tables import RowRow
from services.alerts.store.tables import Incident
from services.contracts.moments import micros

_encode = msgspec.json.Encoder().encode
_row = msgspec.json.Decoder(Row)
Place = tuple[str, str, str]


class RowBook:
    """The newest rows of a shop; scopes are loaded whole, so that what is missing is known to be missing."""

    def __init__(self, session: Session, shop_id: str) -> None:
        """Nothing is loaded yet."""
        self._session, self._shop_id = session, shop_id
        self._stored: dict[Place, RowRow] = {}
        self._rows: dict[Place, Row] = {}
        self._loaded: set[str] = set()

    def load(self, scope_keys: Iterable[str]) -> None:
        """All rows of these scopes, in one query."""
        wanted = sorted(set(scope_keys) - self._loaded)
        self._loaded.update(wanted)
        for start in range(0, len(wanted), 500):
            query = select(RowRow).where(
                RowRow.shop_id == self._shop_id, col(RowRow.scope_key).in_(wanted[start : start + 500])
            )
            for row in self._session.exec(query):
                self._stored[row.metric, row.kind, row.scope_key] = row

    def get(self, metric: str, kind: str, scope_key: str) -> Row | None:
        self.load([scope_key])
        place = (metric, kind, scope_key)
        if place not in self._rows and place in self._stored:
            self._rows[place] = _row.decode(self._stored[place].body)
        return self._rows.get(place)

    def of(self, metric: str, kind: str) -> Sequence[Row]:
        """The rows of a metric and window kind in all scopes."""
        query = select(RowRow.scope_key).where(
            RowRow.shop_id == self._shop_id, RowRow.metric == metric, RowRow.kind == kind
        )
        keys = list(self._session.exec(query))
        self.load(keys)
        return [row for key in keys if (row := self.get(metric, kind, key)) is not None]

    def put(self, row: Row) -> None:
        place = (row.metric, row.kind, key_of(row.scope))
        stored = self._stored.get(place)
        if stored is None:
            stored = RowRow(
                shop_id=self._shop_id,
                metric=row.metric,
                kind=row.kind,
                scope_key=place[2],
                start_us=0,
                is_final=False,
                revision=1,
                body="",
            )
            self._stored[place] = stored
        stored.start_us, stored.is_final, stored.revision = micros(row.start), row.is_final, row.revision
        stored.body = _encode(row).decode()
        self._rows[place] = row
        self._session.add(stored)


class IncidentBook:
    """The open incidents of a shop, locked, so that two workers do not both move one."""

    def __init__(self, session: Session, shop_id: str) -> None:
        """Loaded when first asked."""
        self._session, self._shop_id = session, shop_id
        self._open: dict[tuple[str, str], Incident] | None = None

    def get(self, rule_id: str, scope_key: str) -> Incident | None:
        return self._all().get((rule_id, scope_key))

    def all(self) -> Sequence[Incident]:
        return list(self._all().values())

    def keys(self, rule_ids: Sequence[str]) -> set[str]:
        """Scope keys with an open incident of one of these rules."""
        return {key for rule_id, key in self._all() if rule_id in rule_ids}

    def put(self, incident: Incident) -> None:
        """Keeps it while it is open."""
        place = (incident.rule_id, incident.scope_key)
        if incident.is_open:
            self._all()[place] = incident
        else:
            self._all().pop(place, None)
        self._session.add(incident)

    def drop(self, incident: Incident) -> None:
        """A breach that was never said leaves nothing behind."""
        self._all().pop((incident.rule_id, incident.scope_key), None)
        self._session.delete(incident)
        self._session.flush()

    def _all(self) -> dict[tuple[str, str], Incident]:
        if self._open is None:
            query = select(Incident).where(Incident.shop_id == self._shop_id, Incident.is_open)
            found = self._session.exec(query.order_by(col(Incident.alert_id)).with_for_update())
            self._open = {(each.rule_id, each.scope_key): each for each in found}
        return self._open
