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


class AuditReviewLineRecord(SQLModel, table=True):
    """One line that was signed for by itself: a rule, whose line it is, and up to which event of the station it holds."""

    __tablename__ = "audit_review_line"
    review_id: int = Field(foreign_key="audit_review.id", primary_key=True)
    station_id: int = Field(primary_key=True)
    code: str = Field(primary_key=True, sa_type=Text)
    who: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True, sa_type=Text)
    """The event's id, or the day of what is gathered by the day."""
    seq: int


class ProofResetByKeysRecord(SQLModel, table=True):
    """A lead's PIN that was reset by whoever holds the keys. The reason stands in the journal."""

    __tablename__ = "proof_reset_by_keys"
    event_id: str = Field(sa_type=Text, primary_key=True)
    badge: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
