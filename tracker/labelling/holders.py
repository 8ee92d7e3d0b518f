"""What specimens stand in and go to, for their labels: racks, boxes and bags, couriers and laboratories."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.errors import Refusal
from tracker.labelling.wanted import Wanted, of_holder, of_partner
from tracker.specimens.holder_facts import HolderKind
from tracker.store.connection import Connection, Row


def holders(connection: Connection, said: Sequence[str], clinic: str) -> tuple[Wanted, ...]:
    """Racks, boxes and bags by code or name; all of them where none is named. Raises Refusal."""

    def label(row: Row) -> Wanted:
        code, name, kind, rows, columns = row
        return of_holder(code, name, HolderKind(kind), rows, columns, clinic)

    return _found(connection, "holder", "code, name, kind, rows, columns", said, label)


def partners(connection: Connection, said: Sequence[str]) -> tuple[Wanted, ...]:
    """Couriers, laboratories and sites by code or name; all of them where none is named. Raises Refusal."""

    def label(row: Row) -> Wanted:
        code, name, kind, clia = row
        return of_partner(code, name, kind, clia or "")

    return _found(connection, "partner", "code, name, kind, clia", said, label)


def _found(
    connection: Connection, table: str, columns: str, said: Sequence[str], label: Callable[[Row], Wanted]
) -> tuple[Wanted, ...]:
    if not said:
        rows = connection.exec_driver_sql(f"SELECT {columns} FROM {table} ORDER BY name COLLATE NOCASE, code").all()
        if not rows:
            raise Refusal(
                f"There is no {_WORDS[table]} yet.",
                hint="Import them first: 'tracker import --help'.",
                code="label_none",
            )
        return tuple(map(label, rows))
    return tuple(label(_one(connection, table, columns, each)) for each in said)


def _one(connection: Connection, table: str, columns: str, said: str) -> Row:
    rows = connection.exec_driver_sql(
        f"SELECT {columns} FROM {table} WHERE code = ? OR name = ? COLLATE NOCASE ORDER BY code = ? DESC, code LIMIT 20",
        (said.upper(), said, said.upper()),
    ).all()
    if not rows:
        raise Refusal(
            f"There is no {_WORDS[table]} '{said}'.", hint="Give its code or name.", code=f"label_no_such_{table}"
        )
    if len(rows) > 1 and rows[0][0] != said.upper():
        which = ", ".join(row[0] for row in rows)
        raise Refusal(f"There are several of the name '{said}'.", hint=f"Give one's code: {which}.", code="label_which")
    return rows[0]


_WORDS = {"holder": "rack, box or bag", "partner": "courier, laboratory or site"}
