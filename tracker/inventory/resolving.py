"""From what a code means to what it names here, with the facts that the job at hand asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
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
from tracker.inventory import daily_use, queries
from tracker.inventory.count_lines import counted_at
from tracker.inventory.facts import Place
from tracker.inventory.in_hand import delivery_of, duties_of, lot_named, shipment_of
from tracker.inventory.item_in_stock import item_in_stock, with_facts
from tracker.inventory.opening_queries import container
from tracker.inventory.ordering.orders import purchase_order
from tracker.inventory.outside_sites import is_outside
from tracker.inventory.recall_facts import case_named
from tracker.inventory.recall_pulling import duties_in
from tracker.inventory.registering import catalogue_names
from tracker.inventory.rows import ITEM
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
            return PersonSubject(meaning.code, name, duties_of(connection, where))
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
            return _named(connection, name, where, today) or UnknownSubject(text, meaning.kind)
    assert_never(meaning)


def _named(connection: Connection, name: str, where: Where, today: date) -> Subject | None:
    """What somebody else's number stands for: a vendor's of an item, an order's, a recall's."""
    found = _by_identifier(connection, (("vendor", name),))
    if found:
        return with_facts(connection, found, None, where, today)
    order = purchase_order(connection, name)
    return PurchaseOrderSubject(order) if order is not None else _recall(connection, name, where)


def _opened(connection: Connection, code: str, where: Where, today: date) -> ItemSubject | None:
    found = container(connection, code)
    if found is None:
        return None
    return replace(item_in_stock(connection, found.item.id, where, today), lot=found.lot, opened=found)


def _item(connection: Connection, code: ItemCode, text: str, where: Where, today: date) -> Subject:
    if code.is_production_only:
        return ProductionSubject(code, lot_named(connection, where.item_id, code.lot))
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
    return with_facts(connection, found, code, where, today)


def in_register(
    connection: Connection, unknown: UnknownSubject, found: Registered, where: Where, today: date
) -> UnknownSubject:
    """``unknown`` with what a register says of it, and with the item of ours that is another package level of it."""
    asked = found.level
    for level in found.levels:
        known = _by_identifier(connection, catalogue_names(level.code)) if level.code else None
        if known is None or asked is None:
            continue
        subject = with_facts(connection, known, unknown.code, where, today)
        whole = subject.factor * asked.factor
        if whole % level.factor == 0:
            return replace(
                unknown, registered=found, kin=replace(subject, factor=whole // level.factor, package=asked.name)
            )
    return replace(unknown, registered=found)


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


def _command(connection: Connection, meaning: CommandCode, where: Where) -> CommandSubject:
    count = None
    is_asked = meaning.command is Command.COUNT or (meaning.command is Command.DONE and where.is_counting)
    if is_asked and where.room_id is not None:
        count = counted_at(connection, where.room_id, where.counts, is_whole=True)
    return CommandSubject(
        meaning.command,
        meaning.quantity,
        meaning.character or "",
        delivery=delivery_of(connection, where),
        count=count,
        duties=duties_of(connection, where),
        shipment=shipment_of(connection, where),
    )


def _recall(connection: Connection, number: str, where: Where) -> RecallSubject | None:
    try:
        case = case_named(connection, number)
    except Refusal:
        return None
    return RecallSubject(case.number, case.item.name, case.lot, case.is_open, duties_of(connection, where))


def _noted(connection: Connection, shipment: StockTransfer, where: Where) -> StockTransferSubject:
    if where.target_id is None:
        return StockTransferSubject(shipment)
    return StockTransferSubject(shipment, daily_use.sites(connection, (where.target_id,)).get(where.target_id, 0))


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
        is_outside=is_outside(connection, place.id),
        duties=duties_in(connection, place.room_id or place.id) if where.is_pulling else (),
    )
