"""What is in hand beside the thing that is scanned: the room, the delivery, the shipment, and a lot that was named."""

from __future__ import annotations

from tracker.inventory import rows
from tracker.inventory.daily_use import NO_SITE, sites
from tracker.inventory.facts import Lot, Place
from tracker.inventory.lots import is_taken_back, lot_called
from tracker.inventory.ordering.orders import purchase_order
from tracker.inventory.purchase_order_facts import PurchaseOrder
from tracker.inventory.recall_duties import Duty
from tracker.inventory.recall_pulling import duties_in
from tracker.inventory.rows import LOT, PLACE
from tracker.inventory.stock_transfer_facts import StockTransfer
from tracker.inventory.stock_transfers import stock_transfer
from tracker.inventory.where import Where
from tracker.store.connection import Connection


def room_of(connection: Connection, place_id: int | None) -> Place | None:
    if place_id is None:
        return None
    found = connection.exec_driver_sql(
        f"SELECT {PLACE} FROM location p JOIN location l ON l.id = coalesce(p.room_id, p.id) WHERE p.id = ?",
        (place_id,),
    ).first()
    return rows.place(found) if found else None


def delivery_of(connection: Connection, where: Where) -> PurchaseOrder | None:
    return purchase_order(connection, where.order) if where.order is not None else None


def other_site_of(connection: Connection, where: Where) -> Place | None:
    """The site of the target, where the order in hand is for another one. One that is for no site may be for any."""
    if where.order is None or where.target_id is None:
        return None
    site_id = sites(connection, (where.target_id,)).get(where.target_id, NO_SITE)
    found = connection.exec_driver_sql(
        f"SELECT {PLACE} FROM purchase_order o JOIN location l ON l.id = ? WHERE o.number = ? AND o.site_id <> l.id",
        (site_id, where.order),
    ).first()
    return rows.place(found) if found else None


def shipment_of(connection: Connection, where: Where) -> StockTransfer | None:
    return stock_transfer(connection, where.transfer) if where.transfer is not None else None


def duties_of(connection: Connection, where: Where) -> tuple[Duty, ...]:
    room = room_of(connection, where.room_id) if where.is_pulling else None
    return duties_in(connection, room.id) if room is not None else ()


def lot_named(connection: Connection, item_id: int | None, number: str | None) -> Lot | None:
    if item_id is None or number is None:
        return None
    lot_id = lot_called(connection, item_id, number)
    if lot_id is None or is_taken_back(connection, lot_id):
        return None
    return rows.lot(connection.exec_driver_sql(f"SELECT {LOT} FROM lot t WHERE t.id = ?", (lot_id,)).one())
