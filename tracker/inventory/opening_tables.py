"""The tables of opened containers, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds against
the migrated tables, for whoever reads the program and for Alembic. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class KeepsOpenedRecord(SQLModel, table=True):
    """How long an item keeps once it is opened; items without a row keep until their lot's date."""

    __tablename__ = "keeps_opened"
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    amount: int
    unit: str = Field(sa_type=Text)


class OpenedRecord(SQLModel, table=True):
    """``quantity`` was in it when it was opened, ``remains`` is in it now, both in base units and part of the lot's balance.
    A code is never given twice: an opening that was taken back keeps its row."""

    __tablename__ = "opened"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    event_id: str = Field(sa_type=Text, unique=True)
    item_id: int = Field(foreign_key="item.id")
    lot_id: int = Field(foreign_key="lot.id")
    location_id: int = Field(foreign_key="location.id")
    quantity: int
    remains: int
    serial: str | None = Field(default=None, sa_type=Text)
    opened_at: str = Field(sa_type=Text)
    opened_by: str | None = Field(default=None, sa_type=Text)
    use_by_day: str | None = Field(default=None, sa_type=Text)
    use_by_at: str | None = Field(default=None, sa_type=Text)
    is_taken_back: int


class OpenedPostingRecord(SQLModel, table=True):
    """So much of a posting came out of, went into or moved with an opened container."""

    __tablename__ = "opened_posting"
    movement_id: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    opened_id: int = Field(foreign_key="opened.id", primary_key=True)
    quantity: int
