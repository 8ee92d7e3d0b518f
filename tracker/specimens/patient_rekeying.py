"""Another key for the patients' fields: all of them, with the indexes, within the caller's one transaction.

Salts stay, so that what the journal has committed to still opens. An ordering system's number stands in the journal as an
index that only the key can make: the new indexes are told by events of their own, and hold from then on.
"""

from __future__ import annotations

from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import EVENT_ROWS, Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.specimens.ordering import NUMBER
from tracker.specimens.vault import KEY_ID, Vault, require_current
from tracker.store.connection import Connection

REINDEXED = "requisition.reindexed"
"""Kind of the events with the new indexes of requisitions' numbers."""


@needs(Permission.PROGRAM_KEYS)
def reencrypt(connection: Connection, pen: Pen, before: Vault, after: Vault) -> int:
    """Every patient under ``after``; how many. Raises :class:`tracker.errors.StoreError` (``patient_key``) where ``before``
    does not open one of them: then the caller's transaction must not be committed."""
    require_current(connection, before)
    patients = connection.exec_driver_sql(
        "SELECT id, salt, name, born, record FROM patient WHERE salt IS NOT NULL"
    ).all()
    for patient_id, salt, *closed in patients:
        name, born, record = (
            before.open(salt, field, value) if value is not None else None
            for field, value in zip(("name", "born", "record"), closed, strict=True)
        )
        connection.exec_driver_sql(
            "UPDATE patient SET name = ?, born = ?, record = ?, name_index = ?, record_index = ? WHERE id = ?",
            (
                after.close(salt, "name", name or ""),
                after.close(salt, "born", born or ""),
                after.close(salt, "record", record) if record is not None else None,
                after.index("name", name or ""),
                after.index("record", record) if record is not None else None,
                patient_id,
            ),
        )
    _reindex(connection, pen, after)
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (KEY_ID, after.id),
    )
    return len(patients)


def _reindex(connection: Connection, pen: Pen, after: Vault) -> None:
    """Tell the journal the new indexes of requisitions' numbers."""
    numbers = connection.exec_driver_sql(
        "SELECT code, number FROM requisition WHERE number IS NOT NULL ORDER BY code"
    ).all()
    for start in range(0, len(numbers), EVENT_ROWS):
        told: dict[str, Value] = {
            code: after.index(NUMBER, number).hex() for code, number in numbers[start : start + EVENT_ROWS]
        }
        pen.journal.append(connection, new_id(), REINDEXED, pen.at, {"by": pen.by, "numbers": told})
