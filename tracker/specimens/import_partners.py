"""Couriers, laboratories and sites; and the racks, boxes and bags that specimens stand and travel in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from tracker.barcodes.house import holder_code, next_number, partner_code
from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.pen import Imported, Pen, Report
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.specimens.amending import Amended
from tracker.specimens.entries import HolderRow, PartnerRow
from tracker.store.connection import Connection


@needs(Permission.CATALOGUE_EDIT)
def import_partners(connection: Connection, rows: Sequence[PartnerRow], pen: Pen, report: Report) -> Imported:
    """Add or amend partners. Raises :class:`Refusal` (``partner_kind``): a custody record must keep its meaning."""
    table = Amended(connection, "partner", ("name", "kind", "clia", "transit_minutes"))
    codes = _Codes(table, "P", partner_code)
    told: list[Value] = []
    for row in rows:
        code = row.code or codes.of(row.kind.value, row.name)
        before = table.known.get(code)
        if before is not None and before[1] != row.kind.value:
            raise Refusal(
                f"Line {row.line}: {code} is known as a {before[1]}, not a {row.kind}.",
                hint="Leave its code empty: it becomes a new partner, and what the old one carried stays true.",
                code="partner_kind",
            )
        values = table.kept(code, (row.name, row.kind.value, row.clia or None, row.transit_minutes))
        if table.put(code, values) != "unchanged":
            told.append([code, row.name, row.kind.value, row.clia, row.transit_minutes])
    pen.record(connection, "partners", told)
    report(len(rows), len(rows))
    return table.imported()


@needs(Permission.CATALOGUE_EDIT)
def import_holders(connection: Connection, rows: Sequence[HolderRow], pen: Pen, report: Report) -> Imported:
    """Add or amend racks, boxes and bags. The rows' location codes are known to exist.

    Raises :class:`Refusal` (``holder_not_empty``) where one that holds specimens, or is on its way, would change its kind,
    its grid or its place: they would have moved with no step of custody.
    """
    places: dict[str, int] = dict(connection.exec_driver_sql("SELECT code, id FROM location").all())
    table = Amended(connection, "holder", ("name", "kind", "rows", "columns", "place_id"))
    codes = _Codes(table, "R", holder_code)
    told: list[Value] = []
    for row in rows:
        code = row.code or codes.of(row.kind.value, row.name)
        place_id = places[row.location_code] if row.location_code else None
        values = table.kept(code, (row.name, row.kind.value, row.rows, row.columns, place_id))
        before = table.known.get(code)
        if before is not None and before[1:] != values[1:]:
            _require_empty(connection, row, code)
        if table.put(code, values) != "unchanged":
            told.append([code, row.name, row.kind.value, row.rows, row.columns, row.location_code])
    pen.record(connection, "holders", told)
    report(len(rows), len(rows))
    return table.imported()


def _require_empty(connection: Connection, row: HolderRow, code: str) -> None:
    held, trips = connection.exec_driver_sql(
        "SELECT (SELECT count(*) FROM specimen s WHERE s.holder_id = h.id), (SELECT count(*) FROM shipment t"
        " WHERE t.holder_id = h.id AND t.state IN ('open', 'departed', 'arrived')) FROM holder h WHERE h.code = ?",
        (code,),
    ).one()
    if held or trips:
        raise Refusal(
            f"Line {row.line}: {row.name} holds {held} specimens{' and is on its way' if trips else ''}.",
            hint="Empty it first, or move it by scanning; a file changes only what is empty.",
            code="holder_not_empty",
        )


class _Codes:
    """House codes for rows without one: that of the known one of this kind and name, else the next free one."""

    def __init__(self, table: Amended, letter: str, make: Callable[[int], str]) -> None:
        self._by_name = {(kind, name): code for code, (name, kind, *_) in table.known.items()}
        self._numbers, self._make = count(next_number(table.known, letter, table.given_out(letter))), make

    def of(self, kind: str, name: str) -> str:
        return self._by_name.get((kind, name)) or self._make(next(self._numbers))
