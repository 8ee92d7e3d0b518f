"""From what a code means to what it names here, with the facts that the job at hand asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import assert_never

from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import (
    BadgeCode,
    BloodCode,
    CommandCode,
    HolderCode,
    ItemCode,
    LocationCode,
    Meaning,
    OpenedCode,
    PartnerCode,
    PurchaseOrderCode,
    RequisitionCode,
    ShipmentCode,
    SpecimenCode,
    StockTransferCode,
    Unknown,
)
from tracker.errors import Refusal
from tracker.inventory import daily_use, queries, rows
from tracker.inventory.count_facts import ItemHere
from tracker.inventory.count_lines import counted_at, item_here
from tracker.inventory.facts import Holding, Lot, Place
from tracker.inventory.lots import is_taken_back, lot_called
from tracker.inventory.opening_queries import container, containers_of, keeps_of, next_opened_code
from tracker.inventory.ordering.orders import awaiting, purchase_order
from tracker.inventory.purchase_order_facts import PurchaseOrder
from tracker.inventory.recall_duties import Duty
from tracker.inventory.recall_facts import case_named
from tracker.inventory.recall_pulling import duties_in, recalls_of
from tracker.inventory.registering import catalogue_names
from tracker.inventory.rows import FEFO, ITEM, ITEM_WIDTH, LOT, PLACE, PLACE_WIDTH
from tracker.inventory.stock_transfer_facts import StockTransfer
from tracker.inventory.stock_transfers import stock_transfer
from tracker.inventory.subjects import (
    CommandSubject,
    ItemSubject,
    PersonSubject,
    PlaceSubject,
    ProductionSubject,
    PurchaseOrderSubject,
    RecallSubject,
    StockTransferSubject,
    Subject,
    UnknownSubject,
)
from tracker.inventory.where import Where
from tracker.people.staff import name_of
from tracker.registers.facts import Registered
from tracker.store.connection import Connection

USE_WINDOW_DAYS = 90


def resolve(connection: Connection, meaning: Meaning, text: str, where: Where, today: date) -> Subject:
    """The subject that ``meaning`` names, seen from the places in ``where``. ``text`` is the scan's own, for unknowns."""
    match meaning:
        case ItemCode():
            return _item(connection, meaning, text, where, today)
        case LocationCode():
            place = queries.place_by_code(connection, meaning.code)
            return _place(connection, place, where, today) if place else UnknownSubject(text, meaning.kind)
        case CommandCode():
            return _command(connection, meaning, where)
        case BadgeCode():
            name = name_of(connection, meaning.code)
            if not name:
                return UnknownSubject(text, meaning.kind)
            return PersonSubject(meaning.code, name, _duties(connection, where))
        case PurchaseOrderCode():
            order = purchase_order(connection, meaning.code)
            return PurchaseOrderSubject(order) if order else UnknownSubject(text, meaning.kind)
        case OpenedCode():
            return _opened(connection, meaning.code, where, today) or UnknownSubject(text, meaning.kind)
        case StockTransferCode():
            shipment = stock_transfer(connection, meaning.code)
            return _noted(connection, shipment, where) if shipment else UnknownSubject(text, meaning.kind)
        case SpecimenCode() | RequisitionCode() | HolderCode() | ShipmentCode() | PartnerCode():
            return UnknownSubject(text, meaning.kind)
        case Unknown() | BloodCode():
            name = meaning.text if isinstance(meaning, Unknown) else text
            found = _by_identifier(connection, (("vendor", name),))
            if found:
                return _with_facts(connection, found, None, where, today)
            order = purchase_order(connection, name)
            if order is not None:
                return PurchaseOrderSubject(order)
            return _recall(connection, name, where) or UnknownSubject(text, meaning.kind)
    assert_never(meaning)


def _opened(connection: Connection, code: str, where: Where, today: date) -> ItemSubject | None:
    found = container(connection, code)
    if found is None:
        return None
    return replace(item_in_stock(connection, found.item.id, where, today), lot=found.lot, opened=found)


def _item(connection: Connection, code: ItemCode, text: str, where: Where, today: date) -> Subject:
    if code.is_production_only:
        return ProductionSubject(code, _lot(connection, where.item_id, code.lot))
    names: list[tuple[str, str]] = []
    if code.house_code is not None:
        names.append(("house", code.house_code))
    if code.gtin is not None:
        names.append(("gtin", code.gtin))
    if code.ndc is not None:
        names.append(("ndc", code.ndc))
        if code.gtin is None:
            names.append(("vendor", text))  # a number of this form may have been bound before it was read as an NDC
    if code.hibc is not None:
        names += [("hibc", code.hibc), ("vendor", text)]  # a HIBC code may have been bound before it could be read
    found = _by_identifier(connection, names)
    if found is None:
        return UnknownSubject(text, code.kind, code)
    return _with_facts(connection, found, code, where, today)


def in_register(
    connection: Connection, unknown: UnknownSubject, found: Registered, where: Where, today: date
) -> UnknownSubject:
    """``unknown`` with what a register says of it, and with the item of ours that is another package level of it."""
    asked = found.level
    for level in found.levels:
        known = _by_identifier(connection, catalogue_names(level.code)) if level.code else None
        if known is None or asked is None:
            continue
        subject = _with_facts(connection, known, unknown.code, where, today)
        whole = subject.factor * asked.factor
        if whole % level.factor == 0:
            return replace(
                unknown, registered=found, kin=replace(subject, factor=whole // level.factor, package=asked.name)
            )
    return replace(unknown, registered=found)


def item_in_stock(connection: Connection, item_id: int, where: Where, today: date) -> ItemSubject:
    """An item as if a pack of one had been scanned that names no lot: for what is used without being scanned."""
    found = connection.exec_driver_sql(f"SELECT {ITEM}, 1, i.base_unit FROM item i WHERE i.id = ?", (item_id,)).one()
    return _with_facts(connection, found, None, where, today)


def _by_identifier(connection: Connection, names: Sequence[tuple[str, str]]) -> Sequence[object] | None:
    """The first of the (kind, value) pairs that the catalogue knows: ``ITEM, factor, package name``."""
    for kind, value in names:
        found = connection.exec_driver_sql(
            f"SELECT {ITEM}, p.factor, p.name FROM identifier n JOIN item i ON i.id = n.item_id"
            " JOIN package_level p ON p.id = n.package_id WHERE n.kind = ? AND n.value = ?",
            (kind, value),
        ).first()
        if found is not None:
            return tuple(found)
    return None


def _with_facts(
    connection: Connection, found: Sequence[object], code: ItemCode | None, where: Where, today: date
) -> ItemSubject:
    item, number = rows.item(found), code.lot if code is not None else None
    lot = _lot(connection, item.id, number)
    hand = _room_of(connection, where.room_id)
    everywhere = queries.holdings_of(connection, item.id)
    near = _near(connection, everywhere, hand)
    here, stock, elsewhere = _split(tuple(each for each in everywhere if not each.place.is_on_the_way), hand, near)
    usable = tuple(holding for holding in here if queries.is_usable(holding.lot, today))
    par, shelf = _par(connection, item.id, hand, usable)
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
        other_lot=_lot(connection, item.id, where.lot_number),
        delivery=_delivery(connection, where),
        awaited=_awaited(connection, item.id, where),
        recalls=recalls_of(connection, item.id, lot.id if lot is not None else None, number),
        set_aside=_set_aside(connection, item.id),
        shipment=_shipment(connection, where),
        crossing=_crossing(connection, where),
        use_per_day=_use_per_day(connection, item.id, hand, today),
        count=_item_count(connection, item.id, where),
        containers=containers_of(connection, item.id),
        keeps=keeps_of(connection, item.id) if where.is_opening else None,
        next_opened=next_opened_code(connection) if where.is_opening else "",
    )


def _command(connection: Connection, meaning: CommandCode, where: Where) -> CommandSubject:
    count = None
    if meaning.command is Command.COUNT and where.room_id is not None:
        count = counted_at(connection, where.room_id, where.counts, is_whole=True)
    return CommandSubject(
        meaning.command,
        meaning.quantity,
        meaning.character or "",
        delivery=_delivery(connection, where),
        count=count,
        duties=_duties(connection, where),
        shipment=_shipment(connection, where),
    )


def _item_count(connection: Connection, item_id: int, where: Where) -> ItemHere | None:
    if not where.is_counting or where.room_id is None:
        return None
    return item_here(connection, where.room_id, item_id, where.counts)


def _delivery(connection: Connection, where: Where) -> PurchaseOrder | None:
    return purchase_order(connection, where.order) if where.order is not None else None


def _awaited(connection: Connection, item_id: int, where: Where) -> tuple[str, ...]:
    if not where.is_without_order or where.target_id is None:
        return ()
    site_id = daily_use.sites(connection, (where.target_id,)).get(where.target_id, daily_use.NO_SITE)
    return awaiting(connection, item_id, site_id)


def _duties(connection: Connection, where: Where) -> tuple[Duty, ...]:
    room = _room_of(connection, where.room_id) if where.is_pulling else None
    return duties_in(connection, room.id) if room is not None else ()


def _recall(connection: Connection, number: str, where: Where) -> RecallSubject | None:
    try:
        case = case_named(connection, number)
    except Refusal:
        return None
    return RecallSubject(case.number, case.item.name, case.lot, case.is_open, _duties(connection, where))


def _set_aside(connection: Connection, item_id: int) -> tuple[Holding, ...]:
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, {LOT}, b.quantity FROM quarantine q JOIN location l ON l.room_id = q.location_id"
        " JOIN balance b ON b.location_id = l.id AND b.item_id = ? JOIN lot t ON t.id = b.lot_id"
        f" WHERE b.quantity > 0 {FEFO}",
        (item_id,),
    )
    return tuple(rows.holding(row) for row in found)


def _shipment(connection: Connection, where: Where) -> StockTransfer | None:
    return stock_transfer(connection, where.transfer) if where.transfer is not None else None


def _noted(connection: Connection, shipment: StockTransfer, where: Where) -> StockTransferSubject:
    if where.target_id is None:
        return StockTransferSubject(shipment)
    return StockTransferSubject(shipment, daily_use.sites(connection, (where.target_id,)).get(where.target_id, 0))


def _crossing(connection: Connection, where: Where) -> str:
    if where.target_id is None or where.room_id is None:
        return ""
    sites = daily_use.sites(connection, (where.room_id, where.target_id))
    origin, target = sites.get(where.room_id, 0), sites.get(where.target_id, 0)
    if not origin or not target or origin == target:
        return ""
    return str(connection.exec_driver_sql("SELECT name FROM location WHERE id = ?", (target,)).scalar_one())


def _room_of(connection: Connection, place_id: int | None) -> Place | None:
    if place_id is None:
        return None
    found = connection.exec_driver_sql(
        f"SELECT {PLACE} FROM location p JOIN location l ON l.id = coalesce(p.room_id, p.id) WHERE p.id = ?",
        (place_id,),
    ).first()
    return rows.place(found) if found else None


def _near(connection: Connection, held: tuple[Holding, ...], room: Place | None) -> frozenset[int]:
    """Stores that the room in hand is restocked from: those of its own site, since stock of another one must travel."""
    stores = {each.place.id for each in held if each.place.is_store}
    if room is None or not stores:
        return frozenset(stores)
    sites = daily_use.sites(connection, (*stores, room.id))
    own = sites.get(room.id, daily_use.NO_SITE)
    return frozenset(each for each in stores if daily_use.NO_SITE in (own, sites[each]) or sites[each] == own)


def _split(
    held: tuple[Holding, ...], room: Place | None, near: frozenset[int]
) -> tuple[tuple[Holding, ...], tuple[Holding, ...], tuple[Holding, ...]]:
    """In the room in hand, in the stores that are ``near``, and in any other place."""
    here, stock, elsewhere = [], [], []
    for holding in held:
        if room is not None and holding.place.room_id == room.room_id:
            here.append(holding)
        is_stock = holding.place.is_store and holding.place.id in near
        if is_stock:
            stock.append(holding)
        elif room is None or holding.place.room_id != room.room_id:
            elsewhere.append(holding)
    return tuple(here), tuple(stock), tuple(elsewhere)


def _lot(connection: Connection, item_id: int | None, number: str | None) -> Lot | None:
    if item_id is None or number is None:
        return None
    lot_id = lot_called(connection, item_id, number)
    if lot_id is None or is_taken_back(connection, lot_id):
        return None
    return rows.lot(connection.exec_driver_sql(f"SELECT {LOT} FROM lot t WHERE t.id = ?", (lot_id,)).one())


def _par(
    connection: Connection, item_id: int, room: Place | None, usable: tuple[Holding, ...]
) -> tuple[int | None, Place | None]:
    """The room's par for the item, and the place in it that lacks most of its own par: expired packs fill no shelf."""
    if room is None:
        return None, None
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, p.par FROM par_level p JOIN location l ON l.id = p.location_id"
        " WHERE p.item_id = ? AND l.room_id = ? ORDER BY l.path, l.id",
        (item_id, room.room_id),
    ).all()
    if not found:
        return None, None
    held: dict[int, int] = {}
    for holding in usable:
        held[holding.place.id] = held.get(holding.place.id, 0) + holding.quantity
    most = max(found, key=lambda row: row[PLACE_WIDTH] - held.get(row[0], 0))
    return sum(row[PLACE_WIDTH] for row in found), rows.place(most)


def _use_per_day(connection: Connection, item_id: int, room: Place | None, today: date) -> float | None:
    """Base units a day brought into the room over the past 90 days: refills follow use. None without any.

    Opening stock, what was undone, and what only changed its shelf within the room tell nothing about use. The window is
    shortened to the first refill in it, so that a room opened last week is not reckoned as slow.
    """
    if room is None:
        return None
    since = today - timedelta(days=USE_WINDOW_DAYS)
    total, first = connection.exec_driver_sql(
        "SELECT sum(p.quantity), min(p.day) FROM location l JOIN posting p ON p.to_id = l.id AND p.item_id = ?1"
        " JOIN location origin ON origin.id = p.from_id AND origin.room_id IS NOT l.room_id"
        " JOIN movement m ON m.id = p.movement_id WHERE l.room_id = ?2 AND p.day >= ?3 AND p.day < ?4"
        " AND m.kind = 'transfer' AND m.reverses IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id)",
        (item_id, room.room_id, since.isoformat(), today.isoformat()),
    ).one()
    if not total:
        return None
    return float(total / max(7, (today - date.fromisoformat(first)).days))


def _place(connection: Connection, place: Place, where: Where, today: date) -> PlaceSubject:
    """A place with what its room lacks and must give up, and what stands in it."""
    has_par = place.room_id is not None and not place.is_store
    room_id = place.room_id if has_par and place.room_id is not None else None
    return PlaceSubject(
        place,
        needs=queries.needs(connection, room_id, today) if room_id else (),
        pulls=queries.pulls(connection, room_id, today) if room_id else (),
        holdings=queries.contents(connection, place.id),
        count=counted_at(connection, place.id, where.counts) if where.is_counting else None,
        duties=duties_in(connection, place.room_id or place.id) if where.is_pulling else (),
    )
