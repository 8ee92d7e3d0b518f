"""Opening stock: what stands where on the day a clinic begins, booked once and never doubled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.inventory.entries import StockRow, may_replace
from tracker.inventory.facts import LotState
from tracker.inventory.import_places import ids_by_code
from tracker.inventory.ledger import Entry, account, post_opening
from tracker.inventory.orders import MovementKind, Portion
from tracker.inventory.recall_guards import recall_of
from tracker.journal.canonical import Value
from tracker.journal.pen import EVENT_ROWS, Imported, Pen, Report
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection


@needs(Permission.STOCK_ADJUST)
def import_stock(connection: Connection, rows: Sequence[StockRow], pen: Pen, report: Report) -> Imported:
    """Book each (place, item, lot) once, from the account of count differences.

    The same line again is unchanged; the same place, item and lot with another quantity is refused, since what has moved
    since then would be lost: that is a count, not an opening. Every line also tells of its lot, whether its stock was
    booked before or not: a known lot that it calls recalled is recalled from now on, and counts as changed.
    Raises :class:`Refusal` naming the line.
    """
    places, items = ids_by_code(connection, "location"), ids_by_code(connection, "item")
    opened, lots = _opened(connection), _Lots(connection)
    stock = _Stock(account(connection, "@difference"))
    added = changed = unchanged = 0
    for number, row in enumerate(rows, start=1):
        place_id, item_id = places[row.location_code], items[row.item_code]
        lot_id, is_amended = lots.settle(item_id, row)
        key = (place_id, item_id, lot_id)
        _require_same(row, opened.get(key))
        is_new = key not in opened and row.quantity > 0
        if is_new:
            opened[key] = row.quantity
            stock.add(row, *key)
        added, changed, unchanged = added + is_new, changed + is_amended, unchanged + (not is_new and not is_amended)
        if number % 1000 == 0:
            report(number, len(rows))
    lots.flush(connection, pen)
    stock.book(connection, pen)
    return Imported(added, changed, unchanged)


def _require_same(row: StockRow, before: int | None) -> None:
    if before is not None and before != row.quantity:
        raise Refusal(
            f"Line {row.line}: {row.location_code} was opened with {before} of {row.item_code} lot {row.lot} already.",
            hint="To correct what stands there now, count it; an opening is booked once.",
            code="opened_already",
        )


def _opened(connection: Connection) -> dict[tuple[int, int, int], int]:
    return {
        (place_id, item_id, lot_id): quantity
        for place_id, item_id, lot_id, quantity in connection.exec_driver_sql(
            "SELECT p.to_id, p.item_id, p.lot_id, sum(p.quantity) FROM posting p"
            " JOIN movement m ON m.id = p.movement_id WHERE m.kind = 'opening' GROUP BY 1, 2, 3"
        )
    }


class _Stock:
    """What is to be booked: the portions, and their words for the journal."""

    def __init__(self, origin_id: int) -> None:
        self._origin_id = origin_id
        self._portions: list[Portion] = []
        self._told: list[Value] = []

    def add(self, row: StockRow, place_id: int, item_id: int, lot_id: int) -> None:
        self._portions.append(Portion(item_id, lot_id, self._origin_id, place_id, row.quantity))
        self._told.append(
            {
                "item": row.item_code,
                "lot": row.lot,
                "from": "@difference",
                "to": row.location_code,
                "quantity": row.quantity,
            }
        )

    def book(self, connection: Connection, pen: Pen) -> None:
        """One movement and one event for every :data:`EVENT_ROWS` lines."""
        for start in range(0, len(self._portions), EVENT_ROWS):
            changes: list[Value] = [{"do": "opening", "lines": self._told[start : start + EVENT_ROWS]}]
            event_id = pen.record_changes(connection, "stock", changes)
            entry = Entry(event_id, MovementKind.OPENING, pen.at, pen.day)
            post_opening(connection, entry, self._portions[start : start + EVENT_ROWS])


@dataclass(slots=True)
class _Lot:
    id: int
    item_code: str
    expiry: str | None
    state: LotState


class _Lots:
    """Known lots, those to be made, and those of which the file knows more."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lots: dict[tuple[int, str], _Lot] = {
            (item_id, number): _Lot(key, item_code, expiry, LotState(state))
            for key, item_id, item_code, number, expiry, state in connection.exec_driver_sql(
                "SELECT t.id, t.item_id, i.code, t.number, t.expiry, t.state FROM lot t JOIN item i ON i.id = t.item_id"
            )
        }
        self._next = max((lot.id for lot in self._lots.values()), default=0) + 1
        self._new: set[tuple[int, str]] = set()
        self._amended: set[tuple[int, str]] = set()

    def settle(self, item_id: int, row: StockRow) -> tuple[int, bool]:
        """The lot's id, and whether the line tells something new of a known lot.

        A missing expiry is filled in. Two packs of one lot cannot expire on two days, and a file does not release a lot
        that is held back here: both are refused.
        """
        key, expiry = (item_id, row.lot), row.expiry.isoformat() if row.expiry else None
        lot = self._lots.get(key)
        state = self._state_of_new(item_id, row) if lot is None or key in self._new else row.state
        if lot is None:
            lot = self._lots[key] = _Lot(self._next, row.item_code, expiry, state)
            self._new.add(key)
            self._next += 1
            return lot.id, False
        if expiry is not None and lot.expiry is not None and lot.expiry != expiry:
            raise _conflict(row, f"known to expire {lot.expiry}, not {expiry}")
        if not may_replace(state, lot.state):
            raise _conflict(row, f"known as {lot.state}, and {row.state} in the file")
        after = (expiry or lot.expiry, state)
        is_amended = after != (lot.expiry, lot.state)
        lot.expiry, lot.state = after
        if is_amended and key not in self._new:
            self._amended.add(key)
        return lot.id, is_amended

    def _state_of_new(self, item_id: int, row: StockRow) -> LotState:
        """A lot that an open recall means comes in held back, whatever the file says."""
        if row.state is LotState.USABLE and recall_of(self._connection, item_id, row.lot) is not None:
            return LotState.QUARANTINED
        return row.state

    def flush(self, connection: Connection, pen: Pen) -> None:
        """Write them, and tell the journal what each lot now is."""
        made = [(self._lots[key].id, *key, self._lots[key].expiry, self._lots[key].state) for key in self._new]
        amended = [(self._lots[key].expiry, self._lots[key].state, self._lots[key].id) for key in self._amended]
        if made:
            connection.exec_driver_sql(
                "INSERT INTO lot (id, item_id, number, expiry, state) VALUES (?, ?, ?, ?, ?)", sorted(made)
            )
        if amended:
            connection.exec_driver_sql("UPDATE lot SET expiry = ?, state = ? WHERE id = ?", amended)
        told = sorted(self._new | self._amended, key=lambda key: self._lots[key].id)
        pen.record(
            connection,
            "lots",
            [[(lot := self._lots[key]).item_code, key[1], lot.expiry, lot.state.value] for key in told],
        )


def _conflict(row: StockRow, words: str) -> Refusal:
    return Refusal(
        f"Line {row.line}: lot {row.lot} of {row.item_code} is {words}.",
        hint="Look at the pack and correct the file.",
        code="lot_conflict",
    )
