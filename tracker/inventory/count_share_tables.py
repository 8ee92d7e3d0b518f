"""The table of what counts leave to each other, in the manner of :mod:`tracker.inventory.count_tables`."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class CountLeftOutRecord(SQLModel, table=True):
    """The count ``to_id`` was open in the place when ``case_id`` was opened there: what that one counts, this one does not,
    not even when that one is over."""

    __tablename__ = "count_left_out"
    case_id: int = Field(foreign_key="count_case.id", primary_key=True)
    location_id: int = Field(foreign_key="location.id", primary_key=True)
    to_id: int = Field(foreign_key="count_case.id", primary_key=True)
