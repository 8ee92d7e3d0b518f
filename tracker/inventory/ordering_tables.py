"""The tables of buying, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds against the
migrated tables, for whoever reads the program and for Alembic. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class OfferRecord(SQLModel, table=True):
    """One price from so many packs on; the smallest ``from_packs`` is the minimum order."""

    __tablename__ = "offer"
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    supplier_id: int = Field(foreign_key="supplier.id", primary_key=True)
    package_id: int = Field(foreign_key="package_level.id", primary_key=True)
    from_packs: int = Field(primary_key=True)
    price_micros: int
    """For one pack."""
    part_number: str | None = Field(default=None, sa_type=Text)


class PurchaseOrderRecord(SQLModel, table=True):
    """``partly received`` is no state of its own: it follows from the receipts."""

    __tablename__ = "purchase_order"
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(sa_type=Text, unique=True)
    supplier_id: int = Field(foreign_key="supplier.id")
    site_id: int | None = Field(default=None, foreign_key="location.id")
    state: str = Field(sa_type=Text)
    made_at: str = Field(sa_type=Text)
    sent_on: str | None = Field(default=None, sa_type=Text)
    expected_on: str | None = Field(default=None, sa_type=Text)
    closed_on: str | None = Field(default=None, sa_type=Text)


class PurchaseOrderLineRecord(SQLModel, table=True):
    """``why`` is the arithmetic that proposed it, in a sentence; empty where a person wrote the line."""

    __tablename__ = "purchase_order_line"
    order_id: int = Field(foreign_key="purchase_order.id", primary_key=True)
    line: int = Field(primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    package_id: int = Field(foreign_key="package_level.id")
    packs: int
    price_micros: int | None = None
    """For one pack, as it was ordered."""
    why: str = Field(sa_type=Text)


class ReceiptRecord(SQLModel, table=True):
    """What a ``receive`` movement came with. An undone movement's receipt stays, and counts no longer."""

    __tablename__ = "receipt"
    movement_id: int = Field(foreign_key="movement.id", primary_key=True)
    order_id: int | None = Field(default=None, foreign_key="purchase_order_line.order_id")
    line: int | None = None
    document: str | None = Field(default=None, sa_type=Text)
    unit_price_micros: int | None = None
    """For one base unit. Of what came beside an order: the last known price."""
    beside_order_id: int | None = Field(default=None, foreign_key="purchase_order.id")
    """The order with whose delivery it came that has no line of it."""
    wanted_days: int | None = None
    """Of what is short-dated, and was received all the same: so many days it should have kept."""


class UseBlockRecord(SQLModel, table=True):
    """What the postings of each day add up to at a site, kept in their own transaction. ``site_id`` 0 is no site."""

    __tablename__ = "use_block"
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    site_id: int = Field(primary_key=True)
    block: int = Field(primary_key=True)
    """Four weeks: the days from 28 times this on, as ``date.toordinal`` counts."""
    used: str = Field(sa_type=Text)
    """A JSON array of 28 numbers."""
    moved: str = Field(sa_type=Text)
    """By how much the stock at the site changed, use included."""
