"""Whether the file holds the tables, indexes, triggers and views that this program's migrations make, and no others.

Whoever has the database's key can put a trigger in: it drops an event while the program writes it, and the journal that is
left verifies. So the schema is held against what it has to be before anything is written, and told by name where it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Protocol

from tracker.errors import StoreError
from tracker.text import safe

ALTERED = "store_altered"
DIGESTS: Mapping[str, str] = {
    "0001": "9782542a8a98bf3a1876ade78f89f88ccea987fcf618736dee9b0490067245fe",
    "0002": "3bd0f9d36e0e21128b5b48e5d4a73544cce32b6d0bd7cee16b3a0da9025a599b",
    "0003": "15a580cb835195beac6c48caa839ef83ad49e33a34107b9a2e9e8fe26fd01399",
    "0004": "3f17bb897fbe46afbe2398090427844f90d165b0887bcec279ac45363ed689b4",
    "0005": "21d99a9e9d73fff9bcd80490035b0bc784dcc2732c2be63d2ba53252eebe4a02",
    "0006": "90956492305a2594ff19a8a84f12a22599f5bd48f1bf1f3700819d25507ac119",
    "0007": "0712463374e384dafa782fb1bad4fb9ab579bc5371fa2a46c10d868ec36e12e8",
    "0008": "d5b1a51c24cbeb505b092855b5e07a06bfb176a89daa7c3f402673f2d98e742f",
    "0009": "07786d60a3f65bdd55f3650ad1c86a7811e1896267347d90656b52790e8605f6",
    "0010": "1d1cb09c5aec7a36266c28057a41ac841ba467fdc96fd27fe0f11f1ebb7a9458",
    "0011": "68b2efb7807a44cbe8d6b1574f10b3213c9c07f4c0751e71be5dedf153998997",
    "0012": "7cea9d6b7a9d767cb9e1323de06fffcc85331f10c42de25f18553f6837d2cd94",
    "0013": "319c9ae563316b7ed55f8597cfffaa6daca37fdfdbfbe0a0e6ee2e01be2b94f6",
    "0014": "a10e5a7de3155c51b37bd903f22833600fc9e7119d4ed5ef6d507a128cdd9e23",
    "0015": "a5c9e292ebcf8fd36ecdd213054f4b953d807cbb31f299c90ca75151debc8d58",
    "0016": "4b8542bd355269968d80df364c45d007c0051b0688e2b2124dc5a4c363f32a7f",
    "0017": "274dc8f7587e078b5061fbf56749adb58eac64b532d8ca976f5aea71d3db4e64",
    "0018": "99577f1087bd73abbb895611bcc64ad1f6162a20ff1641d74cf7fb4a454bd542",
    "0019": "7ebcd6669853d062006bbef3fa160e0bba57fdad323732a46582aa98fd168e98",
    "0020": "d9d2362b728b41aba94e9f51c4961fcd20612301457b17885e26d87885b39718",
    "0021": "209700cc90680725632d8e481c597369486ce51ceea8a4823e89f03d97d82a95",
    "0022": "d55c6fc70456d5830c82bef632b49ec4baace3b5b8c6719892704599fb7d40f6",
    "0023": "5ac8736fd156b36a5bda195a7659439721ab06fdd0f328e52d85e26445bcdfdc",
}
"""Of what the migrations make up to each version; a test holds them against the migrations."""

_SHOWN, _LONGEST = 3, 40
_Part = tuple[str, str, str, str]
_STATISTICS = frozenset({("table", "sqlite_stat1"), ("table", "sqlite_stat4")})
"""What ``ANALYZE`` leaves: no row of theirs is anybody's."""


class Asked(Protocol):
    """Any connection: the program's own, or one of the engine's."""

    def exec_driver_sql(self, statement: str, /) -> Any: ...


@dataclass(slots=True)
class Seen:
    """At which of SQLite's numbers for it the schema was as it has to be; None where nobody has looked."""

    version: int | None = None


def schema_digest(connection: Asked) -> str:
    """Of every part of the schema, in the words in which it was made. 0.5 ms (measured)."""
    return sha256(repr(_parts(connection)).encode()).hexdigest()


def schema_faults(connection: Asked, version: str | None = None) -> tuple[str, ...]:
    """Each part that the migrations up to ``version`` (that of the file) do not make so, in words. Where there is none,
    Alembic is not asked."""
    version = version or str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    if version not in DIGESTS:
        return (f"its version is {safe(version, _LONGEST)}, which no migration makes",)
    if schema_digest(connection) == DIGESTS[version]:
        return ()
    # Another SQLite may word its own tables otherwise: then what it makes here decides.
    made, here = _made(version), _parts(connection)
    was, now = {each[:3]: each[3] for each in made}, {each[:3]: each[3] for each in here}
    words = [f"the {_named(key)} was put in" for key in sorted(now.keys() - was.keys())]
    words += [f"the {_named(key)} is missing" for key in sorted(was.keys() - now.keys())]
    changed = [key for key in sorted(now.keys() & was.keys()) if now[key] != was[key]]
    words += [f"the {_named(key)} is not as it was made" for key in changed]
    if len(here) != len(now):
        words.append("a part of its schema stands there twice")
    return tuple(words)


def require_own_schema(connection: Asked, version: str | None = None) -> None:
    """Raises :class:`StoreError` (``store_altered``) where the schema is not the program's own."""
    faults = schema_faults(connection, version)
    if faults:
        more = f", and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise not_kept(f"{'; '.join(faults[:_SHOWN])}{more}")


def not_kept(what: str) -> StoreError:
    """What is written here may not be kept, for ``what`` was found."""
    return StoreError(
        f"The database was changed by something else than this program: {what}.",
        hint="Nothing was written, and scans that wait are kept. What it does now cannot be relied on: stop work, keep the"
        " file, and put the last good backup into a new folder: tracker restore DIR --to HOME.",
        code=ALTERED,
    )


def require_seen(connection: Asked, seen: Seen) -> None:
    """The same as a write begins: SQLite counts up a number with every change of the schema, and that alone is asked (3 µs)
    until it is another."""
    now = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    if now != seen.version:
        require_own_schema(connection)
        seen.version = now


def _named(key: tuple[str, str, str]) -> str:
    kind, name, table = (safe(each, _LONGEST) for each in key)
    return f"{kind} {name}" + (f" on {table}" if kind in ("trigger", "index") else "")


def _parts(connection: Asked) -> list[_Part]:
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, coalesce(sql, '') FROM main.sqlite_schema")
    return sorted((str(a), str(b), str(c), str(d)) for a, b, c, d in rows if (a, b) not in _STATISTICS)


@lru_cache(maxsize=2)
def _made(version: str) -> tuple[_Part, ...]:
    """What the migrations make of an empty file in memory: half a second, and only where something is wrong."""
    import sqlcipher3.dbapi2 as sqlcipher
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    engine = create_engine("sqlite://", module=sqlcipher, poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, version)
            return tuple(_parts(connection))
    finally:
        engine.dispose()
