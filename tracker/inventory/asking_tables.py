"""The tables of past months, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds against the
migrated tables. The index of items' names is SQLite's own (``item_words``, FTS5), and no class describes it.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class MonthEndRecord(SQLModel, table=True):
    """A month whose end is kept, ``2026-10``: also one at whose end nothing stood."""

    __tablename__ = "month_end"
    month: str = Field(sa_type=Text, primary_key=True)


class MonthBalanceRecord(SQLModel, table=True):
    """What the postings up to that month's end add up to."""

    __tablename__ = "month_balance"
    month: str = Field(sa_type=Text, primary_key=True, foreign_key="month_end.month")
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    location_id: int = Field(foreign_key="location.id", primary_key=True)
    lot_id: int = Field(foreign_key="lot.id", primary_key=True)
    quantity: int
