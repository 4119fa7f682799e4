"""The read model: what judgements look at of each shop, from metric rows, facts and settings."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel


class RowRow(SQLModel, table=True):
    """The newest row of a metric, window kind and scope."""

    __tablename__ = "alerts_row"

    shop_id: str = Field(primary_key=True)
    metric: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    scope_key: str = Field(primary_key=True)
    start_us: int = Field(sa_type=BigInteger)
    is_final: bool
    revision: int
    body: str = Field(sa_type=Text)


class HeardRow(SQLModel, table=True):
    """When ingest (`ingest`) or a producer was heard of last, and since when it is back."""

    __tablename__ = "alerts_heard"

    shop_id: str = Field(primary_key=True)
    family: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    latest_us: int = Field(sa_type=BigInteger, index=True)
    back_us: int = Field(sa_type=BigInteger)
    longest_gap_seconds: int | None = None


class SettingRow(SQLModel, table=True):
    """One statement of an S event; of those in force at a moment the latest `effective_us` counts (E2)."""

    __tablename__ = "alerts_setting"

    shop_id: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    effective_us: int = Field(sa_type=BigInteger, primary_key=True)
    revision: int = Field(primary_key=True)
    subject: str = Field(default="", index=True)
    time_us: int = Field(sa_type=BigInteger)
    event_id: str
    body: str = Field(sa_type=Text)


class PromoRow(SQLModel, table=True):
    """A promo: the latest definition by `time`, and when it was withdrawn."""

    __tablename__ = "alerts_promo"

    shop_id: str = Field(primary_key=True)
    promo_id: str = Field(primary_key=True)
    told_us: int = Field(default=0, sa_type=BigInteger)
    told_id: str = ""
    is_old: bool = False
    withdrawn_us: int | None = Field(default=None, sa_type=BigInteger)
    body: str = Field(default="", sa_type=Text)


class PriceRow(SQLModel, table=True):
    """A listed or changed price of an item, minor units."""

    __tablename__ = "alerts_price"

    shop_id: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    at_us: int = Field(sa_type=BigInteger, primary_key=True)
    event_id: str = Field(primary_key=True)
    price_minor: int = Field(sa_type=BigInteger)


class JudgedRow(SQLModel, table=True):
    """The newest final window that a rule has judged for a scope: older ones and repetitions are not judged again."""

    __tablename__ = "alerts_judged"

    shop_id: str = Field(primary_key=True)
    rule_id: str = Field(primary_key=True)
    scope_key: str = Field(primary_key=True)
    start_us: int = Field(sa_type=BigInteger)
    revision: int


class SnoozeRow(SQLModel, table=True):
    """A snooze of a rule, or of one scope of it."""

    __tablename__ = "alerts_snooze"

    snooze_id: str = Field(primary_key=True)
    shop_id: str = Field(index=True)
    rule_id: str
    scope_key: str | None = None
    until_us: int = Field(sa_type=BigInteger)
