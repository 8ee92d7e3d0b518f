"""The tables of reviews and of emergency access, in the manner of :mod:`tracker.inventory.tables`: a description that a
test holds against the migrated tables. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class AuditReviewRecord(SQLModel, table=True):
    """One sign-off of what stood out."""

    __tablename__ = "audit_review"
    id: int | None = Field(default=None, primary_key=True)
    event_id: str = Field(sa_type=Text, unique=True)
    at: str = Field(sa_type=Text)
    done_by: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)


class AuditReviewEndRecord(SQLModel, table=True):
    """Up to which event of each station it holds."""

    __tablename__ = "audit_review_end"
    review_id: int = Field(foreign_key="audit_review.id", primary_key=True)
    station_id: int = Field(primary_key=True)
    seq: int


class BreakGlassRecord(SQLModel, table=True):
    """Who may see patients' data until when, in an emergency. The reason stands in the journal."""

    __tablename__ = "break_glass"
    event_id: str = Field(sa_type=Text, primary_key=True)
    badge: str = Field(sa_type=Text, index=True)
    at: str = Field(sa_type=Text)
    until: str = Field(sa_type=Text)
