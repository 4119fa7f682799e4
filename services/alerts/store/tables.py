"""The tables of the alerts database: incidents, their transitions (the outbox), messages, deliveries, endpoints."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

SERIAL = BigInteger().with_variant(Integer, "sqlite")


class Incident(SQLModel, table=True):
    """One incident; `body` is the lifecycle's Alert, `says` what it says, `joined` what other rules add to it.

    At most one is open for each (shop, rule, scope). `due_us` is when it changes or is looked at by itself.
    """

    __tablename__ = "alerts_incident"
    __table_args__ = (
        Index(
            "alerts_incident_open",
            "shop_id",
            "rule_id",
            "scope_key",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    alert_id: str = Field(primary_key=True)
    shop_id: str = Field(index=True)
    rule_id: str
    scope_key: str
    state: str
    is_open: bool
    is_said: bool
    severity: str
    route: str
    department: str
    person_id: str | None = None
    role_id: str | None = None
    is_no_lead: bool = False
    rule_revision: int
    opened_us: int | None = Field(default=None, index=True, sa_type=BigInteger)
    due_us: int | None = Field(default=None, index=True, sa_type=BigInteger)
    recheck_us: int | None = Field(default=None, sa_type=BigInteger)
    body: str = Field(sa_type=Text)
    says: str = Field(sa_type=Text)
    joined: str = Field(default="{}", sa_type=Text)


class TransitionRow(SQLModel, table=True):
    """What became of an incident, and the line for the stream: the row is the outbox until `published_us`."""

    __tablename__ = "alerts_transition"

    seq: int | None = Field(default=None, sa_column=Column(SERIAL, primary_key=True, autoincrement=True))
    transition_id: str = Field(unique=True)
    alert_id: str = Field(index=True)
    shop_id: str
    type: str
    reason: str
    level: int = 0
    at_us: int = Field(sa_type=BigInteger)
    is_quiet: bool = False
    event: str = Field(sa_type=Text)
    published_us: int | None = Field(default=None, index=True, sa_type=BigInteger)


class Message(SQLModel, table=True):
    """The body of a webhook: a transition, a task, a report; the same bytes for every receiver."""

    __tablename__ = "alerts_message"

    message_id: str = Field(primary_key=True)
    shop_id: str
    type: str
    alert_id: str | None = Field(default=None)
    at_us: int = Field(sa_type=BigInteger)
    body: str = Field(sa_type=Text)


class Delivery(SQLModel, table=True):
    """One message to one endpoint, once. `lease_no` fences: who finishes must still hold that lease.

    Rows with a `group_key` may go together; those that do carry the `batch_id` of the first.
    """

    __tablename__ = "alerts_delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "endpoint_id"),
        Index("alerts_delivery_due", "state", "next_us"),
        Index("alerts_delivery_order", "endpoint_id", "state", "seq"),
    )

    seq: int | None = Field(default=None, sa_column=Column(SERIAL, primary_key=True, autoincrement=True))
    message_id: str
    endpoint_id: str
    alert_id: str | None = Field(default=None, index=True)
    webhook_id: str
    state: str = "waiting"
    attempts: int = 0
    next_us: int = Field(sa_type=BigInteger)
    lease_no: int = 0
    leased_until_us: int = Field(default=0, sa_type=BigInteger)
    group_key: str | None = None
    batch_id: str | None = None
    created_us: int = Field(sa_type=BigInteger)
    delivered_us: int | None = Field(default=None, sa_type=BigInteger)
    last_status: int | None = None
    last_error: str | None = None


class Endpoint(SQLModel, table=True):
    """A receiver: made by people (`webhook`), or the contact of a role (`role`). `shops` "" reaches every shop.

    Secrets are encrypted. `in_order_until` is the last delivery that must go out strictly in order (after a pause).
    """

    __tablename__ = "alerts_endpoint"

    id: str = Field(primary_key=True)
    kind: str
    url: str = Field(sa_type=Text)
    shops: str = Field(default="", sa_type=Text)
    filters: str = Field(default="{}", sa_type=Text)
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    previous_secret: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    previous_until_us: int = Field(default=0, sa_type=BigInteger)
    created_us: int = Field(sa_type=BigInteger)
    is_deleted: bool = False
    disabled_us: int | None = Field(default=None, sa_type=BigInteger)
    disabled_reason: str | None = None
    failing_since_us: int | None = Field(default=None, sa_type=BigInteger)
    last_failure_us: int | None = Field(default=None, sa_type=BigInteger)
    last_success_us: int | None = Field(default=None, sa_type=BigInteger)
    in_order_until: int = Field(default=0, sa_type=BigInteger)


class Note(SQLModel, table=True):
    """What a person did or said on an incident."""

    __tablename__ = "alerts_note"

    note_id: str = Field(primary_key=True)
    alert_id: str = Field(index=True)
    at_us: int = Field(sa_type=BigInteger)
    kind: str
    person_id: str
    until_us: int | None = Field(default=None, sa_type=BigInteger)
    text: str | None = Field(default=None, sa_type=Text)
