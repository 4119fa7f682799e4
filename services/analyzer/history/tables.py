"""The tables of the analyzer's database."""

from sqlalchemy import BigInteger, Column, Float, Index, Text, text
from sqlmodel import Field, SQLModel

SHORT_WINDOWS = ("pulse", "minute", "r10m", "r15m", "r30m", "r60m", "r120m")
_IS_SHORT = text("window_kind IN ({})".format(", ".join(f"'{kind}'" for kind in SHORT_WINDOWS)))


class MetricRow(SQLModel, table=True):
    """The last word on one revision of one figure: while the window runs its current row, then its final one.

    The key orders rows as the API reads them. `scope` is canonical JSON without the shop, `scope_keys` its names
    joined by commas ("" for the shop's own row); `start` is in epoch seconds; `figures` is what else the row said,
    as JSON, exact. `value` is there for charts in SQL and may be rounded. The offsets say which records of the
    shop's partition of the source topic the row was made from.
    """

    __tablename__ = "metric_rows"
    __table_args__ = (
        Index("metric_rows_short", "start", sqlite_where=_IS_SHORT, postgresql_where=_IS_SHORT),
        {"sqlite_with_rowid": False},
    )

    shop_id: str = Field(primary_key=True, max_length=64)
    metric: str = Field(primary_key=True, max_length=64)
    window_kind: str = Field(primary_key=True, max_length=16)
    scope_keys: str = Field(primary_key=True, max_length=200)
    start: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    scope: str = Field(sa_column=Column(Text, primary_key=True))
    revision: int = Field(primary_key=True)
    is_final: bool
    value: float | None = Field(default=None, sa_column=Column(Float, nullable=True))
    figures: str = Field(sa_column=Column(Text, nullable=False))
    from_offset: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    to_offset: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


class ToldProgress(SQLModel, table=True):
    """How far a shop is, as the worker that owns its partition told last: for the workers that do not own it."""

    __tablename__ = "told_progress"

    shop_id: str = Field(primary_key=True, max_length=64)
    body: str = Field(sa_column=Column(Text, nullable=False))


class ActiveState(SQLModel, table=True):
    """Which state the workers count on and the rows were made from; one row, so that a switch is one write.

    `generation` grows with every switch. The configured names are those that the settings had at that time: when an
    operator names others, they win.
    """

    __tablename__ = "active_state"

    id: int = Field(default=1, primary_key=True)
    generation: int
    version: int
    state_topic: str = Field(max_length=249)
    group_id: str = Field(max_length=249)
    configured_topic: str = Field(max_length=249)
    configured_group: str = Field(max_length=249)


class ErasedBuyer(SQLModel, table=True):
    """A buyer whose rows were deleted: what was said of them until `at` (epoch second) is not to come back."""

    __tablename__ = "erased_buyers"

    shop_id: str = Field(primary_key=True, max_length=64)
    digest: str = Field(primary_key=True, max_length=64)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
