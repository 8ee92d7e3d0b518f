"""Containers and tests: what is drawn into what, how much of it, and how long it keeps."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.pen import Imported, Pen, Report
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.specimens.amending import Amended
from tracker.specimens.entries import NO_LIMIT, ContainerRow, TestRow
from tracker.store.connection import Connection


@needs(Permission.CATALOGUE_EDIT)
def import_containers(connection: Connection, rows: Sequence[ContainerRow], pen: Pen, report: Report) -> Imported:
    """Add or amend containers. The rows' item codes are known to exist."""
    items: dict[str, int] = dict(connection.exec_driver_sql("SELECT code, id FROM item").all())
    table = Amended(connection, "container", ("name", "draw_order", "volume_ul", "item_id"))
    told: list[Value] = []
    for row in rows:
        given = (row.name, row.draw_order, row.volume_ul, items[row.item_code] if row.item_code else None)
        if table.put(row.code, table.kept(row.code, given)) != "unchanged":
            told.append([row.code, row.name, row.draw_order, row.volume_ul, row.item_code])
    pen.record(connection, "containers", told)
    report(len(rows), len(rows))
    return table.imported()


_TEST = (
    *("name", "container_id", "min_volume_ul", "transport", "retention_days", "needs_witness"),
    *("spin_minutes", "receive_minutes", "test_minutes"),
)


@needs(Permission.CATALOGUE_EDIT)
def import_tests(connection: Connection, rows: Sequence[TestRow], pen: Pen, report: Report) -> Imported:
    """Add or amend tests. Specimens that are collected keep the limits under which they were.

    Raises :class:`Refusal` (``test_wanted``) where a test would change its container while a tube for it waits to be
    labelled: the tube that is drawn would no longer be the one that the test needs.
    """
    containers: dict[str, int] = dict(connection.exec_driver_sql("SELECT code, id FROM container").all())
    table = Amended(connection, "test_kind", _TEST)
    told: list[Value] = []
    for row in rows:
        container_id = containers[row.container_code]
        before = table.known.get(row.code)
        if before is not None and before[1] != container_id:
            _require_not_wanted(connection, row)
        given = (row.name, container_id, row.min_volume_ul, row.transport.value, row.retention_days)
        limits = _limits(row, before[-3:] if before else (None, None, None))
        if table.put(row.code, (*given, int(row.needs_witness), *limits)) != "unchanged":
            told.append(_told(row, limits))
    pen.record(connection, "tests", told)
    report(len(rows), len(rows))
    return table.imported()


def _told(row: TestRow, limits: Sequence[int | None]) -> Value:
    return {
        "test": row.code,
        "name": row.name,
        "container": row.container_code,
        "volume_ul": row.min_volume_ul,
        "transport": row.transport.value,
        "limits_minutes": limits,
        "retention_days": row.retention_days,
        "witness": row.needs_witness,
    }


def _limits(row: TestRow, before: Sequence[object]) -> list[int | None]:
    """To spin, to receive, to test: as the file says, or else as they are known."""
    told = (row.spin_minutes, row.receive_minutes, row.test_minutes)
    known = [minutes if isinstance(minutes, int) else None for minutes in before]
    return [old if new is None else None if new == NO_LIMIT else new for new, old in zip(told, known, strict=True)]


def _require_not_wanted(connection: Connection, row: TestRow) -> None:
    waiting = connection.exec_driver_sql(
        "SELECT count(DISTINCT w.requisition_id) FROM test_kind k JOIN requisition_test t ON t.test_id = k.id"
        " JOIN requisition_tube w ON w.requisition_id = t.requisition_id AND w.container_id = k.container_id"
        " WHERE k.code = ? AND w.specimen_id IS NULL AND w.not_drawn IS NULL",
        (row.code,),
    ).scalar_one()
    if waiting:
        raise Refusal(
            f"Line {row.line}: {row.code} would need a {row.container_code}, and {waiting} requisitions wait to be drawn"
            " into its old container.",
            hint="Draw those first, or give the test a new code for the new container.",
            code="test_wanted",
        )
