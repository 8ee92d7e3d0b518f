"""The tables of counts, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds against the
migrated tables, for whoever reads the program and for Alembic. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class CountCaseRecord(SQLModel, table=True):
    """``classes`` is empty where items of every class are counted. ``position`` is the ledger's last movement when it was
    opened; ``ended_at`` when it was closed or cancelled."""

    __tablename__ = "count_case"
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(sa_type=Text, unique=True)
    classes: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    position: int
    opened_by: str = Field(sa_type=Text)
    opened_at: str = Field(sa_type=Text)
    ended_by: str | None = Field(default=None, sa_type=Text)
    ended_at: str | None = Field(default=None, sa_type=Text)
    reversed_by: str | None = Field(default=None, sa_type=Text)
    reversed_at: str | None = Field(default=None, sa_type=Text)


class CountPlaceRecord(SQLModel, table=True):
    """``room_id`` is the room in which the place was when the count was opened: a bin that is moved stays in its count."""

    __tablename__ = "count_place"
    case_id: int = Field(foreign_key="count_case.id", primary_key=True)
    location_id: int = Field(foreign_key="location.id", primary_key=True)
    room_id: int | None = Field(default=None, foreign_key="location.id")


class CountGradeRecord(SQLModel, table=True):
    """The ABC class of an item when the count was opened; what is not here is C."""

    __tablename__ = "count_grade"
    case_id: int = Field(foreign_key="count_case.id", primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    grade: str = Field(sa_type=Text)


class CountEntryRecord(SQLModel, table=True):
    """One number that was said: ``expected`` is what the books had at ``position``, the ledger's last movement then."""

    __tablename__ = "count_entry"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="count_place.case_id")
    location_id: int = Field(foreign_key="count_place.location_id")
    item_id: int = Field(foreign_key="item.id")
    lot_id: int = Field(foreign_key="lot.id")
    counted: int
    expected: int
    position: int
    at: str = Field(sa_type=Text)
    day: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    event_id: str = Field(sa_type=Text, unique=True)
    taken_back: int = 0


class CountReasonRecord(SQLModel, table=True):
    """Why a line differs, chosen before the count is closed."""

    __tablename__ = "count_reason"
    case_id: int = Field(foreign_key="count_case.id", primary_key=True)
    location_id: int = Field(foreign_key="location.id", primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    lot_id: int = Field(foreign_key="lot.id", primary_key=True)
    reason: str = Field(sa_type=Text)


class CountResultRecord(SQLModel, table=True):
    """What a line of a closed count came to. ``event_id`` is that of the movement that put the books right."""

    __tablename__ = "count_result"
    case_id: int = Field(foreign_key="count_case.id", primary_key=True)
    location_id: int = Field(foreign_key="location.id", primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    lot_id: int = Field(foreign_key="lot.id", primary_key=True)
    grade: str = Field(sa_type=Text)
    counted: int
    expected: int
    is_within: int
    price_micros: int | None = None
    reason: str | None = Field(default=None, sa_type=Text)
    event_id: str | None = Field(default=None, sa_type=Text)


class LastCountRecord(SQLModel, table=True):
    """When a lot was last counted in a place, and by which event."""

    __tablename__ = "last_count"
    location_id: int = Field(foreign_key="location.id", primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True)
    lot_id: int = Field(foreign_key="lot.id", primary_key=True)
    day: str = Field(sa_type=Text)
    event_id: str = Field(sa_type=Text)
