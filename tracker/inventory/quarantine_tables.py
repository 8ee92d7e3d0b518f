"""The tables of quarantine, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds against the
migrated tables, for whoever reads the program and for Alembic. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class QuarantineRecord(SQLModel, table=True):
    """A room where recalled stock waits: one for each site."""

    __tablename__ = "quarantine"
    location_id: int = Field(foreign_key="location.id", primary_key=True)


class SupplierReturnRecord(SQLModel, table=True):
    """A movement that took stock back to its supplier. An undone one's row stays, and counts no longer."""

    __tablename__ = "supplier_return"
    movement_id: int = Field(foreign_key="movement.id", primary_key=True)
    credit: str | None = Field(default=None, sa_type=Text)
    """The number under which the supplier credits it."""
