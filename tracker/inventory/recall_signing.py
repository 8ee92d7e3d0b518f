"""A room signs that its recalled stock is pulled, from the command line; by scanning it is :mod:`.recall_pulling`'s.

A room signs when the books hold none of the recalled lots in it, so its packs are in quarantine, wasted (reason
``recalled``) or, where they were not found, counted as none. What comes into a signed room again, by a count or an undo,
takes its signature back.
"""

from __future__ import annotations

from tracker.errors import Refusal
from tracker.inventory.recall_acts import record, require_open
from tracker.inventory.recall_facts import Case, RoomDuty, case_named, rooms_of
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection

MOST_PULLED = 10_000_000
"""Base units. More than any room holds: such a number is a barcode in the wrong field."""


@needs(Permission.STOCK_PULL)
def sign_room(connection: Connection, pen: Pen, number: str, room: str, pulled: int) -> RoomDuty:
    """``room`` (code or name) holds none of it any more, and ``pulled`` base units were taken from its shelves.

    Raises :class:`Refusal`: ``recall_closed``, ``recall_room`` (not on the pull list), ``recall_pulled``,
    ``recall_signed``, ``recall_not_pulled`` (the books still hold some there).
    """
    case = case_named(connection, number)
    require_open(case)
    duty = _duty(connection, case, room)
    if not 0 <= pulled <= MOST_PULLED:
        raise Refusal(
            f"{pulled} {case.item.base_unit} cannot have been pulled.",
            hint="Count what was taken from the shelves, in base units; 0 for none.",
            code="recall_pulled",
        )
    if not duty.must_sign:
        raise Refusal(f"{duty.path} has signed {number} already.", hint="Look at the list.", code="recall_signed")
    if duty.stands:
        raise Refusal(
            f"By the books {duty.path} still holds {duty.stands} {case.item.base_unit} of it.",
            hint="Pull it: job PULL, the room, a scan for each pack; DONE there signs it. Count as 0 what is not found.",
            code="recall_not_pulled",
        )
    connection.exec_driver_sql(
        "UPDATE recall_room SET signed_by = ?, signed_at = ?, pulled = ? WHERE recall_id = ? AND room_id = ?",
        (pen.by, pen.at, pulled, case.id, duty.room_id),
    )
    record(connection, pen, case, "signed", {"room": duty.code, "pulled": pulled})
    return _duty(connection, case, duty.code)


def _duty(connection: Connection, case: Case, said: str) -> RoomDuty:
    rooms = rooms_of(connection, case)
    found = [room for room in rooms if room.code == said.upper()]
    found = found or [room for room in rooms if room.path.casefold() == said.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{room.path} ({room.code})" for room in rooms) or "none"
    raise Refusal(
        f"'{said}' is no room of recall {case.number}." if not found else f"Several rooms are called '{said}'.",
        hint=f"The rooms are: {names}. What turns up elsewhere is counted first.",
        code="recall_room",
    )
