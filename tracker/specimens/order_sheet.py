"""A requisition as a script or a sheet of paper shows it: the patient masked."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.specimens.patients import Vault, masked, read
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class SheetTube:
    line: int
    container: str
    """By name."""
    specimen: str | None
    """The number on its label; None until it has one."""


@dataclass(frozen=True, slots=True)
class OrderSheet:
    code: str
    number: str | None
    patient: str
    """Masked."""
    ordered_at: str
    provider: str
    priority: str
    tests: tuple[str, ...]
    tubes: tuple[SheetTube, ...]


def order_sheet(connection: Connection, vault: Vault, text: str) -> OrderSheet:
    """The requisition with this house code or number. Raises :class:`Refusal` (``requisition_unknown``)."""
    found = connection.exec_driver_sql(
        "SELECT id, patient_id, code, number, ordered_at, provider, priority FROM requisition"
        " WHERE code = ? OR number = ?",
        (text, text),
    ).first()
    if found is None:
        raise Refusal(
            "No requisition has this code or number.", hint="Scan it again, or import it.", code="requisition_unknown"
        )
    key, patient_id, code, number, ordered_at, provider, priority = found
    tests = connection.exec_driver_sql(
        "SELECT k.code FROM requisition_test t JOIN test_kind k ON k.id = t.test_id WHERE t.requisition_id = ?"
        " ORDER BY k.code",
        (key,),
    )
    tubes = connection.exec_driver_sql(
        "SELECT w.line, c.name, s.number FROM requisition_tube w JOIN container c ON c.id = w.container_id"
        " LEFT JOIN specimen s ON s.id = w.specimen_id WHERE w.requisition_id = ? ORDER BY w.line",
        (key,),
    )
    return OrderSheet(
        code,
        number,
        masked(read(connection, vault, patient_id)),
        ordered_at,
        provider,
        priority,
        tuple(row[0] for row in tests.all()),
        tuple(SheetTube(*row) for row in tubes.all()),
    )
