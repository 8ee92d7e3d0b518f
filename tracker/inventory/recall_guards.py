"""What a recall forbids to deliveries and to undoing: asked inside the transaction that would do it."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.inventory.facts import LotState
from tracker.inventory.orders import Portion
from tracker.inventory.quarantine import IS_QUARANTINE
from tracker.store.connection import Connection


def require_not_recalled(connection: Connection, item_id: int, lot: str) -> None:
    """For a lot that is new here. Raises :class:`Refusal` (``quarantined``) where an open recall means it."""
    number = recall_of(connection, item_id, lot)
    if number is not None:
        raise Refusal(
            f"Lot {lot or '(none)'} is recalled by {number}.",
            hint="Do not shelve it. Put it aside for return; nothing was received.",
            code=LotState.QUARANTINED.value,
        )


def recall_of(connection: Connection, item_id: int, lot: str) -> str | None:
    """The number of the open recall that a lot, new here, falls under."""
    found = connection.exec_driver_sql(
        "SELECT number FROM recall_case WHERE item_id = ? AND state = 'open'"
        " AND (lot IS NULL OR lot = ? COLLATE NOCASE) ORDER BY id",
        (item_id, lot),
    ).scalar()
    return str(found) if found is not None else None


def require_still_open(connection: Connection, portions: Sequence[Portion]) -> None:
    """An undo may not bring back into a room what a closed recall has seen leave it. Raises ``recall_closed``."""
    for portion in portions:
        number = connection.exec_driver_sql(
            "SELECT c.number FROM recall_lot k JOIN recall_case c ON c.id = k.recall_id JOIN balance b"
            " ON b.item_id = ?1 AND b.location_id = ?2 AND b.lot_id = ?3 AND b.quantity > 0"
            " JOIN location l ON l.id = b.location_id"
            f" WHERE k.lot_id = ?3 AND k.released_at IS NULL AND c.state = 'closed' AND NOT {IS_QUARANTINE}",
            (portion.item_id, portion.to_id, portion.lot_id),
        ).scalar()
        if number is not None:
            raise Refusal(
                f"This would bring back what recall {number} has seen pulled, and the recall is closed.",
                hint="Where a pack turns up again, count the shelf, and waste it.",
                code="recall_closed",
            )
