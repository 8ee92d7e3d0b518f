"""Schema versions: forwards only, in one transaction, refused where the database is newer than the program.

Alembic is imported only when there is something to do: its import costs a quarter of the program's start.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect

from tracker.errors import StoreError
from tracker.store.engine import APPLICATION_ID

VERSIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
    "0023",
)
"""Every revision under ``migrations/versions``, oldest first; a test holds this against the folder."""

HEAD = VERSIONS[-1]


def version_of(connection: Connection) -> str | None:
    """The revision that the database stands at; None for a file without our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found is not None else None


def migrate(engine: Engine, before: Callable[[], None] = lambda: None) -> None:
    """Bring the schema to :data:`HEAD`. A fault in the middle leaves the old schema as it was.

    ``before`` is called where there is data that is about to be changed, while nobody else can
    write: what it copies is what is changed. What it raises stops everything.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    with engine.begin() as connection:
        found = version_of(connection)
        if found is not None:
            require_known(found)
        if found == HEAD:
            return
        if found is not None:
            before()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def require_known(found: str) -> None:
    """Refuse a schema that this program has never seen, for reading too: what it would show may be wrong."""
    if found not in VERSIONS:
        raise StoreError(
            f"This database is of version {found}, newer than this program knows ({HEAD}).",
            hint="Update the program; nothing in the database was changed.",
            code="store_newer",
        )
