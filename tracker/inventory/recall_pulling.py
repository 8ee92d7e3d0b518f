"""Pulling recalled stock by scanning: what a room still has to do, packs put into quarantine, the room signed, and what
is in quarantine given back to its supplier. Each in the one transaction of its scan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tracker.errors import Refusal
from tracker.inventory import ledger
from tracker.inventory.facts import LotState
from tracker.inventory.held_back import held_back
from tracker.inventory.ledger import Entry
from tracker.inventory.orders import GiveBack, MovementKind, Portion, PutAside, SignPulled, UnsignPulled
from tracker.inventory.quarantine import is_quarantine, quarantine_for
from tracker.inventory.recall_duties import Duty
from tracker.inventory.recall_facts import Case, RoomDuty, case_named, pullable_in, rooms_of
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.store.connection import Connection


def duties_in(connection: Connection, room_id: int) -> tuple[Duty, ...]:
    """What the room has to do for every recall that is open, for a closed one of which some has turned up, and for what
    is held back without any."""
    found = []
    for case in pullable_in(connection, room_id):
        for room in rooms_of(connection, case):
            if room.room_id == room_id and (room.stands or case.is_open):
                found.append(_duty(case, room))
    return (*found, *_without_recall(connection, room_id))


def _without_recall(connection: Connection, room_id: int) -> Iterator[Duty]:
    stands: dict[tuple[int, str], Duty] = {}
    for each in held_back(connection, room_id):
        if not each.recall:
            item, lot, quantity = each.item, each.holding.lot.number, each.holding.quantity
            before = stands.get((item.id, lot))
            quantity += before.stands if before is not None else 0
            stands[item.id, lot] = Duty("", item.id, item.name, item.base_unit, lot, quantity, 0, must_sign=False)
    yield from stands.values()


def _duty(case: Case, room: RoomDuty) -> Duty:
    item, taken = case.item, room.set_aside + room.wasted
    must_sign = case.is_open and room.must_sign
    return Duty(case.number, item.id, item.name, item.base_unit, case.lot, room.stands, taken, must_sign)


def recalls_of(connection: Connection, item_id: int, lot_id: int | None, lot: str | None) -> tuple[str, ...]:
    """The numbers of the recalls that mean a lot, the open ones first. ``lot_id`` is None for one that is new here."""
    if lot_id is None:
        found = connection.exec_driver_sql(
            "SELECT number FROM recall_case WHERE item_id = ? AND state = 'open'"
            " AND (lot IS NULL OR lot = ? COLLATE NOCASE) ORDER BY id",
            (item_id, lot),
        )
    else:
        found = connection.exec_driver_sql(
            "SELECT c.number FROM recall_lot k JOIN recall_case c ON c.id = k.recall_id"
            " WHERE k.lot_id = ? AND k.released_at IS NULL ORDER BY c.state = 'closed', c.id",
            (lot_id,),
        )
    return tuple(map(str, found.scalars()))


def put_aside(connection: Connection, order: PutAside, occasion: Occasion) -> tuple[Portion, ...]:
    """Move a recalled or held lot out of its room. Raises :class:`Refusal`: ``not_recalled``, ``not_enough``."""
    state = connection.exec_driver_sql("SELECT state FROM lot WHERE id = ?", (order.lot_id,)).scalar_one()
    if state == LotState.USABLE and not recalls_of(connection, order.item_id, order.lot_id, None):
        raise Refusal(
            "No recall means this lot any more.", hint="Leave it on its shelf; nothing moved.", code="not_recalled"
        )
    to = quarantine_for(connection, order.room_id)
    portions, left = [], order.quantity
    for place_id, held in _held(connection, order):
        taken = min(left, held)
        if taken:
            portions.append(Portion(order.item_id, order.lot_id, place_id, to, taken))
            left -= taken
    if left:
        raise Refusal(
            f"By the books the room holds {order.quantity - left} of this lot, and {order.quantity} are pulled.",
            hint="Scan a smaller quantity, or count the shelf first; nothing moved.",
            code="not_enough",
        )
    ledger.post(connection, _entry(occasion, MovementKind.TRANSFER), portions)
    return tuple(portions)


def _held(connection: Connection, order: PutAside) -> Sequence[tuple[int, int]]:
    found = connection.exec_driver_sql(
        "SELECT l.id, b.quantity FROM balance b JOIN location l ON l.id = b.location_id"
        " WHERE b.item_id = ? AND b.lot_id = ? AND coalesce(l.room_id, l.id) = ? AND b.quantity > 0 ORDER BY l.path, l.id",
        (order.item_id, order.lot_id, order.room_id),
    ).all()
    return [(int(place_id), int(quantity)) for place_id, quantity in found]


def sign_pulled(
    connection: Connection, order: SignPulled, occasion: Occasion
) -> tuple[Mapping[str, Value], tuple[Portion, ...]]:
    """The room has given up all that was found of these recalls; what the books still had there was not found, and goes
    to count differences. Returns what was signed, and that difference.

    Raises :class:`Refusal`: ``recall_closed``, ``recall_signed``, ``recall_not_pulled`` (more stands there than the signer
    was told).
    """
    signed: dict[str, int] = {}
    portions: list[Portion] = []
    for number in order.numbers:
        case = case_named(connection, number)
        room = _room_to_sign(connection, case, order)
        mine = _left(connection, case, order.room_id)
        portions += [each for each in mine if each not in portions]
        pulled = room.set_aside + room.wasted
        signed[number] = pulled
    if portions:
        ledger.post(connection, _entry(occasion, MovementKind.ADJUST), portions)
    for number, pulled in signed.items():
        connection.exec_driver_sql(
            "UPDATE recall_room SET signed_by = ?, signed_at = ?, pulled = ? WHERE room_id = ?"
            " AND recall_id = (SELECT id FROM recall_case WHERE number = ?)",
            (order.by, occasion.at, pulled, order.room_id, number),
        )
    return {**signed}, tuple(portions)


def _room_to_sign(connection: Connection, case: Case, order: SignPulled) -> RoomDuty:
    room = next((each for each in rooms_of(connection, case) if each.room_id == order.room_id), None)
    if not case.is_open:
        raise Refusal(f"Recall {case.number} is closed.", hint="Nothing more to sign.", code="recall_closed")
    if room is None or not room.must_sign:
        raise Refusal(f"The room has signed {case.number} already.", hint="Scan the next room.", code="recall_signed")
    if room.stands > order.missing:
        raise Refusal(
            f"{room.path} has got {room.stands - order.missing} {case.item.base_unit} more of it meanwhile.",
            hint="Pull it, then sign again; nothing is signed.",
            code="recall_not_pulled",
        )
    return room


def _left(connection: Connection, case: Case, room_id: int) -> list[Portion]:
    difference = ledger.account(connection, "@difference")
    found = connection.exec_driver_sql(
        "SELECT b.item_id, b.lot_id, l.id, b.quantity FROM recall_lot k JOIN balance b ON b.lot_id = k.lot_id"
        " JOIN location l ON l.id = b.location_id WHERE k.recall_id = ? AND k.released_at IS NULL AND b.quantity > 0"
        " AND coalesce(l.room_id, l.id) = ? ORDER BY l.path, b.lot_id",
        (case.id, room_id),
    )
    return [Portion(item_id, lot_id, place_id, difference, held) for item_id, lot_id, place_id, held in found]


def unsign_pulled(connection: Connection, order: UnsignPulled, occasion: Occasion) -> tuple[Portion, ...]:
    """Take a room's signature back, and the difference that went with it. Raises :class:`Refusal` (``recall_closed``,
    ``nothing_to_undo``)."""
    for number in order.numbers:
        if not case_named(connection, number).is_open:
            raise Refusal(f"Recall {number} is closed.", hint="It stays closed and signed.", code="recall_closed")
    portions: tuple[Portion, ...] = ()
    moved = connection.exec_driver_sql("SELECT 1 FROM movement WHERE event_id = ?", (order.scan_id,)).first()
    if moved is not None:
        portions = ledger.reverse(connection, order.scan_id, _entry(occasion, MovementKind.ADJUST))
    for number in order.numbers:
        connection.exec_driver_sql(
            "UPDATE recall_room SET signed_by = NULL, signed_at = NULL, pulled = NULL WHERE room_id = ?"
            " AND recall_id = (SELECT id FROM recall_case WHERE number = ?)",
            (order.room_id, number),
        )
    return portions


def give_back(connection: Connection, order: GiveBack, occasion: Occasion) -> tuple[Portion, ...]:
    """Stock in quarantine goes back to its supplier. Raises :class:`Refusal`: ``not_in_quarantine``, ``not_enough``."""
    if not is_quarantine(connection, order.from_id):
        raise Refusal(
            "Only what is in quarantine goes back to the supplier.", hint="Pull it first.", code="not_in_quarantine"
        )
    to = ledger.account(connection, "@supplier")
    portions = (Portion(order.item_id, order.lot_id, order.from_id, to, order.quantity),)
    movement_id = ledger.post(connection, _entry(occasion, MovementKind.TRANSFER), portions)
    connection.exec_driver_sql(
        "INSERT INTO supplier_return (movement_id, credit) VALUES (?, ?)", (movement_id, order.credit or None)
    )
    return portions


def _entry(occasion: Occasion, kind: MovementKind) -> Entry:
    return Entry(occasion.event_id, kind, occasion.at, occasion.today.isoformat())
