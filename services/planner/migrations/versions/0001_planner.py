"""Everything the planner remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _shops()
    _figures()
    _plans()
    _sayings()


def _text(name: str, **more: object) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False, **more)  # type: ignore[arg-type]


def _key(*names: str) -> list[sa.Column[str]]:
    return [_text(name, primary_key=True) for name in names]


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _large(name: str, *, is_optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=is_optional)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _shops() -> None:
    op.create_table(
        "shop_profile", *_key("shop_id"), _text("currency"), _whole("exponent"), _text("timezone")
    )
    op.create_table("item_name", *_key("shop_id", "item_id"), _text("title"), _moment("listed_at"))
    op.create_table(
        "setting",
        *_key("shop_id", "kind", "key", "effective_from"),
        _whole("revision"),
        _text("time"),
        _text("event_id"),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "open_alert",
        *_key("shop_id", "alert_id"),
        *(_text(name) for name in ("severity", "route", "state")),
        _moment("opened_at"),
        _moment("deadline"),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def _figures() -> None:
    op.create_table(
        "day_figure",
        *_key("shop_id", "metric", "dimension", "name"),
        sa.Column("day", sa.Date, primary_key=True),
        _large("value", is_optional=True),
        _whole("revision"),
        _flag("is_history"),
        _flag("is_provisional"),
    )
    op.create_index("day_figure_by_day", "day_figure", ["shop_id", "day"])
    op.create_table(
        "hour_figure",
        *_key("shop_id", "metric"),
        sa.Column("start", sa.BigInteger, primary_key=True, autoincrement=False),
        _large("value", is_optional=True),
        _whole("revision"),
    )


def _plans() -> None:
    op.create_table(
        "plan_branch",
        *_key("shop_id", "plan_metric", "period"),
        _large("number"),
        sa.Column("since", sa.Date, nullable=False),
        _flag("is_set"),
        _flag("is_sum"),
        _large("plan_gap"),
        _text("weight"),
    )
    op.create_table("frozen_target", *_key("shop_id", "plan_metric", "period"), _large("target"))
    op.create_table(
        "goal_node",
        *_key("shop_id", "plan_metric", "level", "period", "scope"),
        *(_large(name) for name in ("baseline", "current", "shortfall")),
        _flag("is_unreachable"),
        _large("remaining", is_optional=True),
        _large("baseline_left", is_optional=True),
    )
    op.create_table("plan_state", *_key("shop_id", "plan_metric"), _text("cascade_id"), _whole("revision"))


def _sayings() -> None:
    op.create_table("said_figure", *_key("shop_id", "row_id"), _text("figure"), _whole("revision"))
    op.create_table(
        "report_issue",
        *_key("shop_id", "kind", "period"),
        _text("digest"),
        _whole("revision"),
        _large("previous_actual", is_optional=True),
        _large("actual", is_optional=True),
        _moment("changed_at"),
        _whole("published"),
    )
    op.create_table("pending_work", *_key("shop_id", "kind", "day"), _text("cause"), _moment("since"))
    op.create_table(
        "outbox_line",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("topic"),
        _text("shop_id"),
        sa.Column("body", sa.Text, nullable=False),
    )
