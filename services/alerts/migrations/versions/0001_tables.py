"""Incidents and their outbox, deliveries, endpoints, and the read model."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
IS_OPEN = sa.text("is_open")


def _text(name: str, **more: object) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, **{"nullable": False, **more})  # type: ignore[arg-type]  # plain keywords


def _us(name: str, **more: object) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger, **{"nullable": False, **more})  # type: ignore[arg-type]


def _number(name: str, **more: object) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, **{"nullable": False, **more})  # type: ignore[arg-type]


def _flag(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean, nullable=False)


def upgrade() -> None:
    _incidents()
    _deliveries()
    _endpoints()
    _read_model()


def _incidents() -> None:
    op.create_table(
        "alerts_incident",
        _text("alert_id", primary_key=True),
        _text("shop_id", index=True),
        _text("rule_id"),
        _text("scope_key"),
        _text("state"),
        _flag("is_open"),
        _flag("is_said"),
        _text("severity"),
        _text("route"),
        _text("department"),
        _text("person_id", nullable=True),
        _text("role_id", nullable=True),
        _flag("is_no_lead"),
        _number("rule_revision"),
        _us("opened_us", nullable=True, index=True),
        _us("due_us", nullable=True, index=True),
        _us("recheck_us", nullable=True),
        _text("body"),
        _text("says"),
        _text("joined"),
    )
    op.create_index(
        "alerts_incident_open",
        "alerts_incident",
        ["shop_id", "rule_id", "scope_key"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_table(
        "alerts_transition",
        sa.Column("seq", SERIAL, primary_key=True, autoincrement=True),
        _text("transition_id", unique=True),
        _text("alert_id", index=True),
        _text("shop_id"),
        _text("type"),
        _text("reason"),
        _number("level"),
        _us("at_us"),
        _flag("is_quiet"),
        _text("event"),
        _us("published_us", nullable=True, index=True),
    )
    op.create_table(
        "alerts_note",
        _text("note_id", primary_key=True),
        _text("alert_id", index=True),
        _us("at_us"),
        _text("kind"),
        _text("person_id"),
        _us("until_us", nullable=True),
        _text("text", nullable=True),
    )


def _deliveries() -> None:
    op.create_table(
        "alerts_message",
        _text("message_id", primary_key=True),
        _text("shop_id"),
        _text("type"),
        _text("alert_id", nullable=True),
        _us("at_us"),
        _text("body"),
    )
    op.create_table(
        "alerts_delivery",
        sa.Column("seq", SERIAL, primary_key=True, autoincrement=True),
        _text("message_id"),
        _text("endpoint_id"),
        _text("alert_id", nullable=True, index=True),
        _text("webhook_id"),
        _text("state"),
        _number("attempts"),
        _us("next_us"),
        _number("lease_no"),
        _us("leased_until_us"),
        _text("group_key", nullable=True),
        _text("batch_id", nullable=True),
        _us("created_us"),
        _us("delivered_us", nullable=True),
        _number("last_status", nullable=True),
        _text("last_error", nullable=True),
        sa.UniqueConstraint("message_id", "endpoint_id"),
    )
    op.create_index("alerts_delivery_due", "alerts_delivery", ["state", "next_us"])
    op.create_index("alerts_delivery_order", "alerts_delivery", ["endpoint_id", "state", "seq"])


def _endpoints() -> None:
    op.create_table(
        "alerts_endpoint",
        _text("id", primary_key=True),
        _text("kind"),
        _text("url"),
        _text("shops"),
        _text("filters"),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("previous_secret", sa.LargeBinary, nullable=True),
        _us("previous_until_us"),
        _us("created_us"),
        _flag("is_deleted"),
        _us("disabled_us", nullable=True),
        _text("disabled_reason", nullable=True),
        _us("failing_since_us", nullable=True),
        _us("last_failure_us", nullable=True),
        _us("last_success_us", nullable=True),
        _us("in_order_until"),
    )


def _read_model() -> None:
    op.create_table(
        "alerts_row",
        *(_text(name, primary_key=True) for name in ("shop_id", "metric", "kind", "scope_key")),
        _us("start_us"),
        _flag("is_final"),
        _number("revision"),
        _text("body"),
    )
    op.create_table(
        "alerts_heard",
        *(_text(name, primary_key=True) for name in ("shop_id", "family", "name")),
        _us("latest_us", index=True),
        _us("back_us"),
        _number("longest_gap_seconds", nullable=True),
    )
    op.create_table(
        "alerts_setting",
        *(_text(name, primary_key=True) for name in ("shop_id", "type", "key")),
        _us("effective_us", primary_key=True, autoincrement=False),
        _number("revision", primary_key=True, autoincrement=False),
        _text("subject", index=True),
        _us("time_us"),
        _text("event_id"),
        _text("body"),
    )
    op.create_table(
        "alerts_promo",
        *(_text(name, primary_key=True) for name in ("shop_id", "promo_id")),
        _us("told_us"),
        _text("told_id"),
        _flag("is_old"),
        _us("withdrawn_us", nullable=True),
        _text("body"),
    )
    op.create_table(
        "alerts_price",
        *(_text(name, primary_key=True) for name in ("shop_id", "item_id")),
        _us("at_us", primary_key=True, autoincrement=False),
        _text("event_id", primary_key=True),
        _us("price_minor"),
    )
    op.create_table(
        "alerts_judged",
        *(_text(name, primary_key=True) for name in ("shop_id", "rule_id", "scope_key")),
        _us("start_us"),
        _number("revision"),
    )
    op.create_table(
        "alerts_snooze",
        _text("snooze_id", primary_key=True),
        _text("shop_id", index=True),
        _text("rule_id"),
        _text("scope_key", nullable=True),
        _us("until_us"),
    )
