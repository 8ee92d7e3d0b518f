"""Stock that must not be used and that no open recall asks for: recalled before the clinic came to this program, found by a
count after its recall was closed, or entered as held. An open recall has its pull list; this would be on nobody's."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.inventory import rows
from tracker.inventory.facts import Holding, Item
from tracker.inventory.quarantine import IS_QUARANTINE
from tracker.inventory.rows import FEFO, ITEM, ITEM_WIDTH, LOT, LOT_WIDTH, PLACE, PLACE_WIDTH
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One lot in one place outside quarantine. ``recall`` is the closed one that means it, empty where none ever did."""

    item: Item
    holding: Holding
    recall: str = ""


def held_back(connection: Connection, room_id: int | None = None) -> tuple[HeldBack, ...]:
    """All of it, or that of one room. What is on the way between sites is left out: nobody can pull it there, and whoever
    takes it in is asked about it."""
    within = " AND coalesce(l.room_id, l.id) = ?" if room_id is not None else ""
    found = connection.exec_driver_sql(
        f"SELECT {ITEM}, {PLACE}, {LOT}, b.quantity, coalesce((SELECT max(c.number) FROM recall_lot k JOIN recall_case c"
        " ON c.id = k.recall_id WHERE k.lot_id = t.id AND k.released_at IS NULL), '')"
        " FROM lot t JOIN balance b ON b.lot_id = t.id JOIN item i ON i.id = b.item_id"
        " JOIN location l ON l.id = b.location_id"
        " WHERE t.state <> 'usable' AND b.quantity > 0 AND l.kind IN ('site', 'room', 'cabinet', 'bin')"
        f" AND NOT {IS_QUARANTINE} AND l.id NOT IN (SELECT place_id FROM stock_transfer)"
        " AND NOT EXISTS (SELECT 1 FROM recall_lot k JOIN recall_case c ON c.id = k.recall_id"
        f" WHERE k.lot_id = t.id AND k.released_at IS NULL AND c.state = 'open'){within} {FEFO}",
        (room_id,) if room_id is not None else (),
    )
    width = ITEM_WIDTH + PLACE_WIDTH + LOT_WIDTH + 1
    return tuple(HeldBack(rows.item(row), rows.holding(row[ITEM_WIDTH:]), row[width]) for row in found)
