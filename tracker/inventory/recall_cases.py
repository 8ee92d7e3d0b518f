"""A recall from its opening to its closing; or a lot let go that was recalled by mistake.

A recall closes when every room that held any of it since the opening has signed (:mod:`.recall_signing`,
:mod:`.recall_pulling`), and is never opened again: a later notice is a recall of its own. Its lots stay held back after the
closing.

Every step is an event under the badge in the :class:`Pen`; what each lot is comes as an event of its own kind before it.
"""

from __future__ import annotations

from tracker.errors import Refusal
from tracker.inventory.facts import Item, LotState
from tracker.inventory.lots import lot_called
from tracker.inventory.recall_acts import LONGEST_NUMBER, LONGEST_REASON, record, require_line, require_open
from tracker.inventory.recall_facts import Case, case_named, lots_of, rooms_of
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs, require_given
from tracker.store.connection import Connection
from tracker.store.numbering import RECALL, given_out_in

SHOWN_LOTS = 5


@needs(Permission.STOCK_RECALL)
def open_case(
    connection: Connection,
    pen: Pen,
    item: Item,
    lot: str | None,
    reason: str,
    *,
    number: str = "",
    must_be_known: bool = False,
) -> Case:
    """Hold ``lot`` of the item back everywhere, or all of its lots (None), those that are yet to come included.

    A lot that was never entered is entered now, held back: its delivery will be refused. ``number`` is the notice's; empty
    for one of the house's. Raises :class:`Refusal`: ``recall_reason``, ``recall_number``, ``recall_lot``,
    ``recall_open_already``, and ``recall_lot_unseen`` where the lot ``must_be_known`` and was never here.
    """
    require_line(reason, LONGEST_REASON, "reason", code="recall_reason")
    _require_lot(item, lot)
    _require_new(connection, item, lot)
    if must_be_known and lot is not None:
        _require_seen(connection, item, lot)
    case_id = connection.exec_driver_sql(
        "INSERT INTO recall_case (number, item_id, lot, reason, state, opened_by, opened_at)"
        " VALUES (?, ?, ?, ?, 'open', ?, ?) RETURNING id",
        (_number_for(connection, pen, number), item.id, lot, reason, pen.by, pen.at),
    ).scalar_one()
    _hold(connection, pen, item, lot, case_id)
    connection.exec_driver_sql(_MUST_SIGN, (case_id,))
    number = connection.exec_driver_sql("SELECT number FROM recall_case WHERE id = ?", (case_id,)).scalar_one()
    case = case_named(connection, number)
    rooms: list[Value] = [[room.code, room.stood] for room in rooms_of(connection, case)]
    lots: list[Value] = [each.number for each in lots_of(connection, case)]
    record(connection, pen, case, "opened", {"reason": reason, "all": lot is None, "lots": lots, "rooms": rooms})
    return case


@needs(Permission.STOCK_RECALL)
def close_case(connection: Connection, pen: Pen, number: str) -> Case:
    """Raises :class:`Refusal`: ``recall_closed``, ``recall_unsigned`` with the rooms that have not signed."""
    require_given(connection, pen.by, Permission.STOCK_RECALL)
    case = case_named(connection, number)
    require_open(case)
    missing = [room.path for room in rooms_of(connection, case) if room.must_sign]
    if missing:
        raise Refusal(
            f"Not signed yet: {', '.join(missing)}.",
            hint="Pull what stands there: job PULL, the room, each pack; DONE or a badge signs it.",
            code="recall_unsigned",
        )
    connection.exec_driver_sql(
        "UPDATE recall_case SET state = 'closed', closed_by = ?, closed_at = ? WHERE id = ?", (pen.by, pen.at, case.id)
    )
    record(connection, pen, case, "closed", {})
    return case_named(connection, case.number)


@needs(Permission.STOCK_RECALL)
def release_lot(connection: Connection, pen: Pen, number: str, lot: str, reason: str) -> LotState:
    """The recall does not mean this lot: it was recalled by mistake. Returns what the lot is now.

    It may be used again unless another recall means it too, or something else held it back before.
    Raises :class:`Refusal`: ``recall_reason``, ``recall_lot``.
    """
    require_given(connection, pen.by, Permission.STOCK_RECALL)
    require_line(reason, LONGEST_REASON, "reason", code="recall_reason")
    case = case_named(connection, number)
    found = [each for each in lots_of(connection, case) if each.number == lot and not each.is_released]
    if not found:
        raise Refusal(
            f"Recall {case.number} does not hold lot {lot} back.",
            hint=f"'tracker recall show {case.number}' names its lots.",
            code="recall_lot",
        )
    lot_id = found[0].id
    connection.exec_driver_sql(
        "UPDATE recall_lot SET released_by = ?, released_at = ?, release_reason = ? WHERE recall_id = ? AND lot_id = ?",
        (pen.by, pen.at, reason, case.id, lot_id),
    )
    freed = connection.exec_driver_sql(_FREE, (lot_id,)).first()
    if freed is not None:
        pen.record(connection, "lots", [[case.item.code, lot, freed[0], LotState.USABLE.value]])
    record(connection, pen, case, "released", {"lot": lot, "reason": reason})
    return LotState.USABLE if freed is not None else found[0].state


_MUST_SIGN = """
    INSERT INTO recall_room (recall_id, room_id, stood)
    SELECT k.recall_id, coalesce(l.room_id, l.id), sum(b.quantity) FROM recall_lot k
    JOIN balance b ON b.lot_id = k.lot_id JOIN location l ON l.id = b.location_id
    WHERE k.recall_id = ? AND b.quantity > 0 GROUP BY 1, 2"""

_FREE = """
    UPDATE lot SET state = 'usable' WHERE id = ?1 AND state = 'quarantined'
    AND NOT EXISTS (SELECT 1 FROM recall_lot WHERE lot_id = ?1 AND released_at IS NULL)
    AND NOT EXISTS (
        SELECT 1 FROM recall_lot WHERE lot_id = ?1 AND was_held = 1
        AND recall_id = (SELECT min(recall_id) FROM recall_lot WHERE lot_id = ?1))
    RETURNING expiry"""
"""What held the lot when the first recall came, holds it still; a later recall always finds it held by an earlier one."""


def _hold(connection: Connection, pen: Pen, item: Item, lot: str | None, case_id: int) -> None:
    meant = "FROM lot WHERE item_id = ? AND (? IS NULL OR number = ? COLLATE NOCASE)"
    of = (item.id, lot, lot)
    connection.exec_driver_sql(
        f"INSERT INTO recall_lot (lot_id, recall_id, was_held) SELECT id, {case_id:d}, state <> 'usable' {meant}", of
    )
    told: list[Value] = []
    if lot is not None and connection.exec_driver_sql(f"SELECT 1 {meant}", of).first() is None:
        connection.exec_driver_sql(
            "INSERT INTO lot (item_id, number, expiry, state) VALUES (?, ?, NULL, ?)",
            (item.id, lot, LotState.QUARANTINED),
        )
        told.append([item.code, lot, None, LotState.QUARANTINED.value])
    held = connection.exec_driver_sql(
        "UPDATE lot SET state = ? WHERE state = ? AND id IN (SELECT lot_id FROM recall_lot WHERE recall_id = ?)"
        " RETURNING number, expiry",
        (LotState.QUARANTINED, LotState.USABLE, case_id),
    ).all()
    told += [[item.code, number, expiry, LotState.QUARANTINED.value] for number, expiry in sorted(held)]
    pen.record(connection, "lots", told)


def _number_for(connection: Connection, pen: Pen, wanted: str) -> str:
    """The notice's number, with ``/2`` and so on where it names several of our lots; else ``R2026-001``."""
    if wanted:
        require_line(wanted, LONGEST_NUMBER, "number", code="recall_number")
    taken = {str(known).upper() for known in connection.exec_driver_sql("SELECT number FROM recall_case").scalars()}
    count = 1 if wanted else 1 + given_out_in(connection, RECALL, int(pen.day[:4]))
    while True:
        number = f"{wanted}/{count}" if count > 1 else wanted
        number = number if wanted else f"R{pen.day[:4]}-{count:03}"
        if number.upper() not in taken:
            return number
        count += 1


def _require_lot(item: Item, lot: str | None) -> None:
    if lot is None:
        return
    if not item.tracks_lot:
        raise Refusal(f"The lots of {item.name} are not tracked.", hint="Recall all of it: --all.", code="recall_lot")
    require_line(lot, LONGEST_NUMBER, "lot", code="recall_lot")


def _require_seen(connection: Connection, item: Item, lot: str) -> None:
    """A mistyped number would hold back a lot that nobody has, while the recalled one is used."""
    if lot_called(connection, item.id, lot) is not None:
        return
    known = connection.exec_driver_sql(
        "SELECT t.number FROM lot t WHERE t.item_id = ? ORDER BY (SELECT coalesce(sum(b.quantity), 0) FROM balance b"
        " WHERE b.lot_id = t.id) > 0 DESC, t.id DESC LIMIT ?",
        (item.id, SHOWN_LOTS),
    ).scalars()
    named = ", ".join(str(each) for each in known)
    raise Refusal(
        f"Lot {lot} of {item.name} was never here. Nothing is recalled yet.",
        hint=(f"Its lots here: {named}. " if named else "")
        + "Is the number right? Then add --anyway: it is held back when it comes.",
        code="recall_lot_unseen",
    )


def _require_new(connection: Connection, item: Item, lot: str | None) -> None:
    found = connection.exec_driver_sql(
        "SELECT number FROM recall_case WHERE item_id = ?1 AND state = 'open' AND lot IS ?2 COLLATE NOCASE",
        (item.id, lot),
    ).scalar()
    if found is not None:
        raise Refusal(
            f"This is recalled already: {found}.", hint=f"tracker recall show {found}", code="recall_open_already"
        )
