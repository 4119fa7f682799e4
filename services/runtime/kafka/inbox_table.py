"""How far each consumer has got, in the same database as its state."""

from sqlmodel import Field, SQLModel


class InboxOffset(SQLModel, table=True):
    """The next offset of one partition that `consumer` has not handled yet."""

    __tablename__ = "inbox_offset"

    consumer: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    partition: int = Field(primary_key=True)
    next_offset: int
