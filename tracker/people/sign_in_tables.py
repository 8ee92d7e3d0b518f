"""The tables of signing in, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds against the
migrated tables, for whoever reads the program and for Alembic. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class CredentialRecord(SQLModel, table=True):
    """How the owner of a badge proves who he is: a hash that is useless without the pepper, which is kept elsewhere."""

    __tablename__ = "credential"
    badge: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    verifier: str = Field(sa_type=Text)
    must_change: int
    set_at: str = Field(sa_type=Text)
    expires_at: str | None = Field(default=None, sa_type=Text)
    """Of a one-time code; None for what its owner has chosen."""
    origin: str | None = Field(default=None, sa_type=Text)
    """The badge under which it was chosen, where that was replaced by this one; None: under this one."""
    seal: str | None = Field(default=None, sa_type=Text)
    """What only who has the pepper can make of both badges: no row speaks for another badge than its own."""


class SignInTriesRecord(SQLModel, table=True):
    """Failed tries since the last good one; no row where there are none."""

    __tablename__ = "sign_in_tries"
    badge: str = Field(primary_key=True, sa_type=Text)
    failed: int
    last_at: str = Field(sa_type=Text)
    boot: str = Field(sa_type=Text)
    steady_ms: int
