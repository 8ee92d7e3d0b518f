"""An item with all that is asked about it at a scan: its stock everywhere, its lot, and what else the job needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.barcodes.meaning import (
    ItemCode,
)
from tracker.inventory import daily_use, queries, rows
from tracker.inventory.count_facts import UNPRICED, ItemHere, SpotCheck
from tracker.inventory.count_lines import item_here
from tracker.inventory.facts import Holding
from tracker.inventory.in_hand import delivery_of, lot_named, other_site_of, room_of, shipment_of
from tracker.inventory.opening_queries import containers_of, keeps_of, next_opened_code
from tracker.inventory.ordering.orders import awaiting
from tracker.inventory.recall_pulling import recalls_of
from tracker.inventory.room_stock import near_stores, par_of, split_by_place, use_per_day
from tracker.inventory.rows import FEFO, ITEM, ITEM_WIDTH, LOT, PLACE
from tracker.inventory.spot_checks import spot_check_of
from tracker.inventory.subjects import (
    ItemSubject,
)
from tracker.inventory.where import Where
from tracker.store.connection import Connection


def item_in_stock(connection: Connection, item_id: int, where: Where, today: date) -> ItemSubject:
    """An item as if a pack of one had been scanned that names no lot: for what is used without being scanned."""
    found = connection.exec_driver_sql(f"SELECT {ITEM}, 1, i.base_unit FROM item i WHERE i.id = ?", (item_id,)).one()
    return with_facts(connection, found, None, where, today)


def with_facts(
    connection: Connection, found: Sequence[object], code: ItemCode | None, where: Where, today: date
) -> ItemSubject:
    """``found`` is ``ITEM, factor, package name``; ``code`` what the scan itself said."""
    item, number = rows.item(found), code.lot if code is not None else None
    lot = lot_named(connection, item.id, number)
    hand = room_of(connection, where.room_id)
    everywhere = queries.holdings_of(connection, item.id)
    near = near_stores(connection, everywhere, hand or room_of(connection, where.target_id))
    here, stock, elsewhere = split_by_place(
        tuple(each for each in everywhere if not each.place.is_on_the_way), hand, near
    )
    usable = tuple(holding for holding in here if queries.is_usable(holding.lot, today))
    par, shelf = par_of(connection, item.id, hand, usable)
    count = _item_count(connection, item.id, where)
    return ItemSubject(
        item=item,
        factor=int(str(found[ITEM_WIDTH])),
        package=str(found[ITEM_WIDTH + 1]),
        code=code,
        lot=lot,
        here=here,
        stock=stock,
        elsewhere=elsewhere,
        coming=tuple(each for each in everywhere if each.place.is_on_the_way),
        par=par,
        shelf=shelf,
        other_lot=lot_named(connection, item.id, where.lot_number),
        delivery=delivery_of(connection, where),
        other_site=other_site_of(connection, where),
        awaited=_awaited(connection, item.id, where),
        recalls=recalls_of(connection, item.id, lot.id if lot is not None else None, number),
        set_aside=_set_aside(connection, item.id),
        shipment=shipment_of(connection, where),
        crossing=_crossing(connection, where),
        use_per_day=use_per_day(connection, item.id, hand, today),
        count=count,
        spot_check=_spot_check(connection, item.id, here, count, where, today),
        containers=containers_of(connection, item.id),
        keeps=keeps_of(connection, item.id) if where.is_opening else None,
        next_opened=next_opened_code(connection) if where.is_opening else "",
    )


def _item_count(connection: Connection, item_id: int, where: Where) -> ItemHere | None:
    if not where.is_counting or where.room_id is None:
        return None
    return item_here(connection, where.room_id, item_id, where.counts)


def _spot_check(
    connection: Connection, item_id: int, here: Sequence[Holding], count: ItemHere | None, where: Where, today: date
) -> SpotCheck:
    if not where.is_counting or where.room_id is None or (count is not None and count.is_counted):
        return UNPRICED
    held = sum(each.quantity for each in here if each.place.id == where.room_id)
    return spot_check_of(connection, item_id, held, where.counts, today)


def _awaited(connection: Connection, item_id: int, where: Where) -> tuple[str, ...]:
    if not where.is_without_order or where.target_id is None:
        return ()
    site_id = daily_use.sites(connection, (where.target_id,)).get(where.target_id, daily_use.NO_SITE)
    return awaiting(connection, item_id, site_id)


def _set_aside(connection: Connection, item_id: int) -> tuple[Holding, ...]:
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, {LOT}, b.quantity FROM quarantine q JOIN location l ON l.room_id = q.location_id"
        " JOIN balance b ON b.location_id = l.id AND b.item_id = ? JOIN lot t ON t.id = b.lot_id"
        f" WHERE b.quantity > 0 {FEFO}",
        (item_id,),
    )
    return tuple(rows.holding(row) for row in found)


def _crossing(connection: Connection, where: Where) -> str:
    if where.target_id is None or where.room_id is None:
        return ""
    sites = daily_use.sites(connection, (where.room_id, where.target_id))
    origin, target = sites.get(where.room_id, 0), sites.get(where.target_id, 0)
    if not origin or not target or origin == target:
        return ""
    return str(connection.exec_driver_sql("SELECT name FROM location WHERE id = ?", (target,)).scalar_one())
