"""The tables of recalls, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds against the
migrated tables, for whoever reads the program and for Alembic. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class RecallCaseRecord(SQLModel, table=True):
    """``lot`` is None where all lots of the item are recalled. ``opened_by`` and ``closed_by`` are badges."""

    __tablename__ = "recall_case"
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(sa_type=Text, unique=True)
    item_id: int = Field(foreign_key="item.id")
    lot: str | None = Field(default=None, sa_type=Text)
    reason: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    opened_by: str = Field(sa_type=Text)
    opened_at: str = Field(sa_type=Text)
    closed_by: str | None = Field(default=None, sa_type=Text)
    closed_at: str | None = Field(default=None, sa_type=Text)


class RecallLotRecord(SQLModel, table=True):
    """A lot that a recall holds back. ``was_held`` tells that something else held it back before: a release leaves that."""

    __tablename__ = "recall_lot"
    lot_id: int = Field(foreign_key="lot.id", primary_key=True)
    recall_id: int = Field(foreign_key="recall_case.id", primary_key=True)
    was_held: int
    released_by: str | None = Field(default=None, sa_type=Text)
    released_at: str | None = Field(default=None, sa_type=Text)
    release_reason: str | None = Field(default=None, sa_type=Text)


class RecallRoomRecord(SQLModel, table=True):
    """``stood`` is the most that the room held of it since the recall was opened, in base units; ``pulled`` what its signer
    says was pulled."""

    __tablename__ = "recall_room"
    recall_id: int = Field(foreign_key="recall_case.id", primary_key=True)
    room_id: int = Field(foreign_key="location.id", primary_key=True)
    stood: int
    signed_by: str | None = Field(default=None, sa_type=Text)
    signed_at: str | None = Field(default=None, sa_type=Text)
    pulled: int | None = None
