"""The catalogue's and the ledger's tables. Rows never leave a session: queries return :mod:`tracker.inventory.facts`.

The schema itself, with its checks and indexes, is the migrations'. No query uses these classes (a scan makes eighteen
statements, and plain tuples cost a third): they are the schema's description for whoever reads the program, and for
Alembic to compare a new migration with. A test holds them against the migrated tables, so that they stay true.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class SupplierRecord(SQLModel, table=True):
    __tablename__ = "supplier"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Text, unique=True)
    review_days: int = 7
    minimum_order_micros: int | None = None
    account: str | None = Field(default=None, sa_type=Text)
    """The number that the supplier knows the clinic by."""


class ItemRecord(SQLModel, table=True):
    __tablename__ = "item"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    base_unit: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    supplier_id: int | None = Field(default=None, foreign_key="supplier.id")
    lead_time_days: int | None = None
    unit_cost_micros: int | None = None
    tracks_lot: int
    tracks_expiry: int
    criticality: str | None = Field(default=None, sa_type=Text)
    """VED: ``V`` vital, ``E`` essential, ``D`` desirable."""
    is_controlled: int = 0
    """A controlled substance."""


class PackageLevelRecord(SQLModel, table=True):
    """A base unit's multiple that is bought or scanned as one; the base unit itself is the level of factor 1."""

    __tablename__ = "package_level"
    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    name: str = Field(sa_type=Text)
    factor: int


class IdentifierRecord(SQLModel, table=True):
    """Any code by which the world calls an item, with the package level that it stands on."""

    __tablename__ = "identifier"
    kind: str = Field(sa_type=Text, primary_key=True)
    value: str = Field(sa_type=Text, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    package_id: int = Field(foreign_key="package_level.id")


class LocationRecord(SQLModel, table=True):
    __tablename__ = "location"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    parent_id: int | None = Field(default=None, foreign_key="location.id")
    room_id: int | None = Field(default=None, foreign_key="location.id")
    path: str = Field(sa_type=Text)
    is_store: int


class ParLevelRecord(SQLModel, table=True):
    __tablename__ = "par_level"
    location_id: int = Field(foreign_key="location.id", primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    par: int


class LotRecord(SQLModel, table=True):
    """``number`` is empty for the one lot of an item whose lots are not tracked."""

    __tablename__ = "lot"
    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    number: str = Field(sa_type=Text)
    expiry: str | None = Field(default=None, sa_type=Text)
    state: str = Field(sa_type=Text)


class MovementRecord(SQLModel, table=True):
    __tablename__ = "movement"
    id: int | None = Field(default=None, primary_key=True)
    event_id: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    reverses: int | None = Field(default=None, foreign_key="movement.id")


class PostingRecord(SQLModel, table=True):
    """So many base units of one lot from one place to another: both sides in one row, so that it sums to zero."""

    __tablename__ = "posting"
    movement_id: int = Field(foreign_key="movement.id", primary_key=True)
    line: int = Field(primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    lot_id: int = Field(foreign_key="lot.id")
    from_id: int = Field(foreign_key="location.id")
    to_id: int = Field(foreign_key="location.id")
    quantity: int
    day: str = Field(sa_type=Text)


class BalanceRecord(SQLModel, table=True):
    """What the postings add up to, kept in their own transaction. Only places that hold stock have rows."""

    __tablename__ = "balance"
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    location_id: int = Field(foreign_key="location.id", primary_key=True)
    lot_id: int = Field(foreign_key="lot.id", primary_key=True)
    quantity: int


class ParkedRecord(SQLModel, table=True):
    """An unknown code that somebody put aside; ``settled`` says what became of it."""

    __tablename__ = "parked"
    text: str = Field(sa_type=Text, primary_key=True)
    scan_id: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    settled: str | None = Field(default=None, sa_type=Text)
