"""One shop in one transaction: its rules, its roles, what is known of it."""

from datetime import datetime
from functools import lru_cache

from sqlmodel import Session

from services.alerts.errors import PackRefused
from services.alerts.judging.silence import is_gate_closed
from services.alerts.routing.roles import Role
from services.alerts.rules.loading import default_pack, with_overrides
from services.alerts.rules.pack import Pack, Rule
from services.alerts.store.books import IncidentBook, RowBook
from services.alerts.store.look import SqlLook
from services.runtime import logs

log = logs.get(__name__)


class ShopDesk:
    """What judging a shop needs; made anew for every transaction."""

    def __init__(self, session: Session, shop_id: str, now: datetime, listening_since: datetime) -> None:
        """Nothing is read before it is asked for."""
        self.session, self.shop_id, self.now = session, shop_id, now
        self.rows, self.incidents = RowBook(session, shop_id), IncidentBook(session, shop_id)
        self.look = SqlLook(session, shop_id, listening_since, self.rows, self.incidents)
        self._pack: Pack | None = None
        self._roles: list[Role] | None = None
        self._is_gate_closed: bool | None = None

    @property
    def pack(self) -> Pack:
        if self._pack is None:
            self._pack = pack_of(self.look, self.now)
        return self._pack

    @property
    def roles(self) -> list[Role]:
        if self._roles is None:
            self._roles = self.look.roles(self.now)
        return self._roles

    @property
    def is_gate_closed(self) -> bool:
        """The silence gate (R5)."""
        if self._is_gate_closed is None:
            rule = self.pack.rules.get("source_silent")
            self._is_gate_closed = rule is not None and is_gate_closed(self.look, rule, self.now)
        return self._is_gate_closed

    def rule(self, rule_id: str) -> Rule | None:
        found = self.pack.rules.get(rule_id)
        return found if found is not None and found.enabled else None

    def forget(self) -> None:
        """Something was written that judgements look at."""
        self.look.forget()
        self._pack = self._roles = self._is_gate_closed = None


def pack_of(look: SqlLook, now: datetime) -> Pack:
    """The shop's pack; numbers that can not be used (a pack came by another way) leave the default in force."""
    said = look.rulepack(now)
    if said is None:
        return default_pack()
    try:
        return _merged(said.overrides or "", said.revision)
    except PackRefused as error:
        log.error("rulepack_refused", shop=look.shop_id, why=str(error))
        return default_pack()


@lru_cache(maxsize=256)
def _merged(overrides: str, revision: int) -> Pack:
    return with_overrides(default_pack(), overrides, revision)
