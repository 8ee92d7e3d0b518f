"""A small clinic as facts: two rooms, a store, one item, and a shift that scans."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import ItemCode, Standard
from tracker.hardware.scan import Scan
from tracker.inventory.facts import Holding, Item, Lot, LotState, Place, PlaceKind
from tracker.inventory.orders import Receive, Transfer, Use, Waste
from tracker.inventory.subjects import (
    CommandSubject,
    ItemSubject,
    PlaceSubject,
    ProductionSubject,
    Subject,
    UnknownSubject,
)
from tracker.inventory.where import Where
from tracker.jobs.advancing import advance, where
from tracker.jobs.desk import Desk, JobName, Rules, Step
from tracker.jobs.orders import Order

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULES = Rules()


def place(number: int, path: str, kind: PlaceKind, room_id: int | None, *, is_store: bool = False) -> Place:
    return Place(number, f"L{number:05d}00", path.rpartition(" · ")[2], kind, path, room_id, is_store)


EXAM_1 = place(1, "Exam 1", PlaceKind.ROOM, 1)
EXAM_2 = place(2, "Exam 2", PlaceKind.ROOM, 2)
CABINET = place(3, "Exam 2 · Cabinet", PlaceKind.CABINET, 2)
STORE = place(10, "Storeroom", PlaceKind.ROOM, 10, is_store=True)
A_3 = place(11, "Storeroom · A · 3", PlaceKind.BIN, 10, is_store=True)
B_1 = place(12, "Storeroom · B · 1", PlaceKind.BIN, 10, is_store=True)
SITE = place(20, "Northgate", PlaceKind.SITE, None)
SUPPLIER = place(30, "Suppliers", PlaceKind.SUPPLIER, None)

SYRINGE = Item(100, "I00010000", 'Syringe 3 mL 25G × 1"', "each", tracks_lot=True, tracks_expiry=True)
CUP = Item(101, "I00010100", "Urine cup 120 mL", "each", tracks_lot=False, tracks_expiry=False)
SWAB = Item(102, "I00010200", "Povidone swab", "each", tracks_lot=True, tracks_expiry=True)


def lot(number: str, expiry: date | None = date(2027, 9, 30), state: LotState = LotState.USABLE) -> Lot:
    return Lot(sum(map(ord, number)) + len(number) * 1000, number, expiry, state)


GOOD = lot("2K417")
LATER = lot("2K999", date(2028, 3, 31))
SOON = lot("2K100", date(2026, 11, 27))
EXPIRED = lot("P31", date(2026, 11, 2))
RECALLED = lot("R77", state=LotState.RECALLED)
HELD = lot("Q55", state=LotState.QUARANTINED)
PLAIN = lot("", None)
CATALOGUE = {known.number: known for known in (GOOD, LATER, SOON, EXPIRED, RECALLED, HELD)}
"""Every lot that the clinic knows, whether it stands anywhere or not."""


def resolved(subject: Subject, seen_from: Where) -> Subject:
    """``subject`` with the lots that the catalogue has for what another barcode of the pack in hand names."""
    if isinstance(subject, ProductionSubject) and seen_from.item_id is not None:
        return replace(subject, lot=CATALOGUE.get(subject.code.lot or ""))
    if isinstance(subject, ItemSubject):
        return replace(subject, other_lot=CATALOGUE.get(seen_from.lot_number or ""))
    return subject


def code(number: str | None = None, expiry: date | None = None, gtin: str | None = "09501101530003") -> ItemCode:
    return ItemCode(Standard.GS1, gtin=gtin, lot=number, expiry=expiry)


def pack(
    of: Lot | None = GOOD,
    *,
    item: Item = SYRINGE,
    stock: tuple[Holding, ...] | None = None,
    here: tuple[Holding, ...] = (),
    par: int | None = 20,
    says: ItemCode | None = None,
    factor: int = 1,
    **more: object,
) -> ItemSubject:
    """A scanned pack. By default its code names its lot and expiry, and the store holds 50 of it on shelf A-3."""
    if says is None:
        says = code(of.number or None, of.expiry) if of is not None else code()
    if stock is None:
        stock = (Holding(A_3, of, 50),) if of is not None else (Holding(A_3, GOOD, 50),)
    subject = ItemSubject(item, factor, "each", says, of, here=here, stock=stock, par=par)
    return replace(subject, **more) if more else subject  # type: ignore[arg-type]  # any field, by its name


def without_lot(**more: object) -> ItemSubject:
    return pack(None, **more)  # type: ignore[arg-type]  # what pack takes, by its name


def second(number: str | None, expiry: date | None = None) -> ProductionSubject:
    return ProductionSubject(code(number, expiry, gtin=None))


def unknown(text: str = "4711", kind: str = "unknown", says: ItemCode | None = None) -> UnknownSubject:
    return UnknownSubject(text, kind, says)


def say(command: Command, quantity: int | None = None) -> CommandSubject:
    return CommandSubject(command, quantity)


YES, NO, UNDO, DONE, WASTE = (
    say(each) for each in (Command.YES, Command.NO, Command.UNDO, Command.DONE, Command.WASTE)
)


class Shift:
    """One workstation's scans in order, five seconds apart unless told otherwise."""

    def __init__(self, job: JobName = JobName.HOME, room: Place | None = None, target: Place | None = None) -> None:
        self.desk = Desk(job=job, room=room, target=target)
        self.at = NOON
        self.orders: list[Order] = []
        self.scans = 0
        self.last_id = ""

    def scan(self, subject: Subject, data: str | None = None, *, after_ms: int = 5000, source: str = "usb:1") -> Step:
        self.scans += 1
        self.at += timedelta(milliseconds=after_ms)
        scan = Scan(data if data is not None else repr(subject), source=source, at=self.at, id=f"{self.scans:032x}")
        step = advance(self.desk, resolved(subject, where(self.desk)), scan, today=TODAY, rules=RULES)
        self.desk = step.desk
        self.orders.extend(step.orders)
        self.last_id = scan.id
        return step


def restocking(room: Place = EXAM_2) -> Shift:
    shift = Shift()
    shift.scan(PlaceSubject(room))
    return shift


def movements(orders: tuple[Order, ...] | list[Order]) -> list[Transfer | Use | Waste | Receive]:
    return [order for order in orders if isinstance(order, Transfer | Use | Waste | Receive)]
