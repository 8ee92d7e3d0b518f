"""The small clinic with a past: receipts at prices, and what its reports say of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count

from tests.clinic import AT, TODAY, Clinic
from tracker.hardware.scan import new_id
from tracker.inventory.facts import Item
from tracker.inventory.naming import items_of
from tracker.inventory.orders import Order, Receive, Use
from tracker.inventory.reader import Reader
from tracker.inventory.scope import Scope, scope_of
from tracker.inventory.services import perform
from tracker.journal.occasion import Occasion
from tracker.reports.asked import NOTHING_ASKED, Asked
from tracker.reports.table import Cell, Table

Report = Callable[[Reader, Asked], Table]
SYRINGE, GAUZE, SALINE = "Syringe 3 mL", "Gauze 4×4", "Saline 0.9 %"
EARLIEST = date(2020, 1, 1)
_NUMBERS = count(1)


def answer(clinic: Clinic, report: Report, asked: Asked = NOTHING_ASKED, today: date = TODAY) -> Table:
    with clinic.database.reading() as connection:
        return report(Reader(connection, today), asked)


def rows_of(table: Table) -> list[dict[str, Cell]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def scope(clinic: Clinic, *, item: str = "", site: str = "", room: str = "") -> Scope:
    with clinic.database.reading() as connection:
        return scope_of(connection, item=item_called(clinic, item) if item else None, site=site, room=room)


def item_called(clinic: Clinic, name: str) -> Item:
    with clinic.database.reading() as connection:
        return items_of(connection)[clinic.items[name]]


def received(
    clinic: Clinic,
    quantity: int,
    day: date,
    *,
    price_micros: int | None = None,
    lot: str = "LATE",
    item: str = SYRINGE,
    place: str = "B",
    document: str | None = None,
    order_line: tuple[int, int] | None = None,
) -> str:
    """A delivery with its receipt. Gives the event's id."""
    order = Receive(clinic.items[item], lot, None, clinic.places[place], quantity)
    event_id = clinic.order(order, today=day)
    clinic.execute(
        "INSERT INTO receipt (movement_id, order_id, line, document, unit_price_micros)"
        " SELECT id, ?, ?, ?, ? FROM movement WHERE event_id = ?",
        (*(order_line or (None, None)), document, price_micros, event_id),
    )
    return event_id


def ordered(clinic: Clinic, supplier: str, packs: int = 1) -> tuple[int, int]:
    """A purchase order of syringes that was sent; gives its id and its only line."""
    number = next(_NUMBERS)
    clinic.execute("INSERT OR IGNORE INTO supplier (name) VALUES (?)", (supplier,))
    clinic.execute(
        "INSERT INTO purchase_order (id, number, supplier_id, state, made_at, sent_on)"
        " SELECT ?, ?, id, 'sent', '', '2026-11-01' FROM supplier WHERE name = ?",
        (number, f"PO-{number}", supplier),
    )
    clinic.execute(
        "INSERT INTO purchase_order_line SELECT ?, 1, item_id, id, ?, NULL, '' FROM package_level"
        " WHERE item_id = ? AND factor = 100",
        (number, packs, clinic.items[SYRINGE]),
    )
    return number, 1


def used(clinic: Clinic, quantity: int, day: date, *, place: str = "B", lot: str = "LATE", item: str = SYRINGE) -> str:
    return clinic.order(Use(clinic.items[item], clinic.lots[lot], clinic.places[place], quantity), today=day)


def done_by(clinic: Clinic, badge: str, order: Order, day: date = TODAY) -> None:
    """By somebody who has signed in, as the station writes it."""
    event_id = new_id()
    with clinic.database.writing() as connection:
        change = perform(connection, order, Occasion(event_id, AT, day))
        clinic.journal.append(connection, event_id, "scan", AT, {"changes": [change], "by": badge})
