"""The tables of shipments between sites, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds
against the migrated tables. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class StockTransferRecord(SQLModel, table=True):
    """``partly received`` is no state of its own: it follows from the postings."""

    __tablename__ = "stock_transfer"
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(sa_type=Text, unique=True)
    place_id: int = Field(foreign_key="location.id", unique=True)
    from_site_id: int = Field(foreign_key="location.id")
    to_site_id: int = Field(foreign_key="location.id")
    state: str = Field(sa_type=Text)
    opened_at: str = Field(sa_type=Text)
    opened_on: str = Field(sa_type=Text)
    """The clinic's day."""
    sent_on: str | None = Field(default=None, sa_type=Text)
    """From then on it takes no more packs."""
    ended_on: str | None = Field(default=None, sa_type=Text)


class StockTransferMovementRecord(SQLModel, table=True):
    """Which movement put stock onto a shipment or took it off. An undone one stays, and counts no longer."""

    __tablename__ = "stock_transfer_movement"
    movement_id: int | None = Field(default=None, foreign_key="movement.id", primary_key=True)
    transfer_id: int = Field(foreign_key="stock_transfer.id")


class StockTransferPlanRecord(SQLModel, table=True):
    """What is to be packed onto a shipment that has not been sent: the draft of it."""

    __tablename__ = "stock_transfer_plan"
    transfer_id: int = Field(foreign_key="stock_transfer.id", primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    quantity: int
    """Base units."""
