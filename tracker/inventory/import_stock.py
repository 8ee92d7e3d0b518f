"""Opening stock: what stands where on the day a clinic begins, booked once and never doubled."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.inventory.entries import StockRow
from tracker.inventory.import_places import ids_by_code
from tracker.inventory.importing import EVENT_ROWS, Imported, Pen, Report
from tracker.inventory.ledger import Entry, account, post_opening
from tracker.inventory.orders import MovementKind, Portion
from tracker.journal.canonical import Value
from tracker.store.connection import Connection


def import_stock(connection: Connection, rows: Sequence[StockRow], pen: Pen, report: Report) -> Imported:
    """Book each (place, item, lot) once, from the account of count differences.

    The same line again is unchanged; the same place, item and lot with another quantity is refused, since what has moved
    since then would be lost: that is a count, not an opening. Raises :class:`Refusal` naming the line.
    """
    places, items = ids_by_code(connection, "location"), ids_by_code(connection, "item")
    opened = _opened(connection)
    lots = _Lots(connection)
    origin = account(connection, "@difference")
    portions: list[Portion] = []
    told: list[Value] = []
    for number, row in enumerate(rows, start=1):
        place_id, item_id = places[row.location_code], items[row.item_code]
        lot_id = lots.find_or_make(item_id, row)
        before = opened.get((place_id, item_id, lot_id))
        if before is not None and before != row.quantity:
            raise Refusal(
                f"Line {row.line}: {row.location_code} was opened with {before} of {row.item_code} lot {row.lot} already.",
                hint="To correct what stands there now, count it; an opening is booked once.",
                code="opened_already",
            )
        if before is not None or row.quantity == 0:
            continue
        opened[(place_id, item_id, lot_id)] = row.quantity
        portions.append(Portion(item_id, lot_id, origin, place_id, row.quantity))
        told.append(
            {
                "item": row.item_code,
                "lot": row.lot,
                "from": "@difference",
                "to": row.location_code,
                "quantity": row.quantity,
            }
        )
        if number % 1000 == 0:
            report(number, len(rows))
    lots.flush(connection)
    _book(connection, pen, portions, told)
    return Imported(added=len(portions), unchanged=len(rows) - len(portions))


def _book(connection: Connection, pen: Pen, portions: Sequence[Portion], told: Sequence[Value]) -> None:
    """One movement and one event for every :data:`EVENT_ROWS` lines."""
    for start in range(0, len(portions), EVENT_ROWS):
        changes = [{"do": "opening", "lines": list(told[start : start + EVENT_ROWS])}]
        event_id = pen.record_changes(connection, "stock", changes)
        entry = Entry(event_id, MovementKind.OPENING, pen.at, pen.at[:10])
        post_opening(connection, entry, portions[start : start + EVENT_ROWS])


def _opened(connection: Connection) -> dict[tuple[int, int, int], int]:
    return {
        (place_id, item_id, lot_id): quantity
        for place_id, item_id, lot_id, quantity in connection.exec_driver_sql(
            "SELECT p.to_id, p.item_id, p.lot_id, sum(p.quantity) FROM posting p"
            " JOIN movement m ON m.id = p.movement_id WHERE m.kind = 'opening' GROUP BY 1, 2, 3"
        )
    }


class _Lots:
    """Known lots, and those to be made."""

    def __init__(self, connection: Connection) -> None:
        self._known: dict[tuple[int, str], tuple[int, str | None, str]] = {
            (item_id, number): (key, expiry, state)
            for key, item_id, number, expiry, state in connection.exec_driver_sql(
                "SELECT id, item_id, number, expiry, state FROM lot"
            )
        }
        self._next = max((row[0] for row in self._known.values()), default=0) + 1
        self._new: list[tuple[int, int, str, str | None, str]] = []

    def find_or_make(self, item_id: int, row: StockRow) -> int:
        """The lot's id. A known expiry that differs is refused: two packs of one lot cannot expire on two days."""
        expiry = row.expiry.isoformat() if row.expiry else None
        known = self._known.get((item_id, row.lot))
        if known is None:
            known = (self._next, expiry, row.state.value)
            self._known[(item_id, row.lot)] = known
            self._new.append((known[0], item_id, row.lot, expiry, row.state.value))
            self._next += 1
        elif expiry is not None and known[1] is not None and known[1] != expiry:
            raise Refusal(
                f"Line {row.line}: lot {row.lot} of {row.item_code} is known to expire {known[1]}, not {expiry}.",
                hint="Look at the pack and correct the file.",
                code="lot_conflict",
            )
        return known[0]

    def flush(self, connection: Connection) -> None:
        if self._new:
            connection.exec_driver_sql(
                "INSERT INTO lot (id, item_id, number, expiry, state) VALUES (?, ?, ?, ?, ?)", self._new
            )
