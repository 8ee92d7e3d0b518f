"""An order to a supplier, and the workstation at which its delivery is received by scanning."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.clinic import AT, SYRINGE_BOX_GTIN, TODAY, Clinic
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, location_code
from tracker.barcodes.understanding import understand
from tracker.hardware.scan import Scan
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.facts import (
    Leads,
)
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.orders import Receive
from tracker.inventory.resolving import resolve
from tracker.inventory.services import perform
from tracker.jobs.advancing import advance, where
from tracker.jobs.desk import Desk, Rules, Step
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.journal.pen import Pen


def pen(clinic: Clinic) -> Pen:
    return Pen(clinic.journal, AT)


def supplied(clinic: Clinic) -> None:
    clinic.execute("INSERT OR IGNORE INTO supplier (id, name, review_days) VALUES (1, 'Tarnbeck', 7)")
    clinic.execute("UPDATE item SET supplier_id = 1, lead_time_days = 2")
    clinic.execute("UPDATE par_level SET par = 200 WHERE item_id = ?", (clinic.items["Syringe 3 mL"],))


def ordered(clinic: Clinic) -> str:
    """One sent order: of syringes only, since gauze has enough."""
    supplied(clinic)
    with clinic.database.writing() as connection:
        (number,) = purchasing.make_drafts(connection, pen(clinic), propose(situations(connection, TODAY), TODAY))
        purchasing.send(connection, pen(clinic), number)
    return number


class Counter:
    """One workstation in RECEIVE: the real resolver, rules and services."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic, self.desk, self.at = clinic, Desk(), datetime.fromisoformat(AT)

    def scan(self, text: str, aim: str = "") -> Step:
        self.at += timedelta(seconds=5)
        scan = Scan(text, aim, "wedge", self.at)
        with self.clinic.database.writing() as connection:
            meaning = understand(text, aim, today=TODAY)
            subject = resolve(connection, meaning, text, where(self.desk), TODAY)
            step = advance(self.desk, subject, scan, today=TODAY, rules=Rules())
            occasion = Occasion(scan.id, AT, TODAY)
            changes: list[Value] = [perform(connection, order, occasion) for order in step.orders]  # type: ignore[arg-type]
            self.clinic.journal.append(connection, scan.id, "scan", AT, {"changes": changes})
        self.desk = step.desk
        return step


def box(lot: str, expiry: str = "271231") -> str:
    return f"01{SYRINGE_BOX_GTIN}17{expiry}10{lot}"


SHELF = location_code(3)
YES, DONE, DAMAGED = (command_code(each) for each in (Command.YES, Command.DONE, Command.REASON_DAMAGED))


def closed(clinic: Clinic) -> str:
    number = ordered(clinic)
    with clinic.database.writing() as connection:
        purchasing.close(connection, pen(clinic), number)
    return number


def booked(clinic: Clinic) -> object:
    return clinic.value("SELECT count(*) FROM movement WHERE kind = 'receive'")


def arrived(clinic: Clinic, number: str) -> int:
    with clinic.database.reading() as connection:
        return purchasing.require_order(connection, number).lines[0].arrived


def sent_and_come(clinic: Clinic, number: str, days: int, *, lines: int) -> None:
    """An order sent ``days`` before today, of which every line has come today."""
    syringe = clinic.items["Syringe 3 mL"]
    sent = (TODAY - timedelta(days=days)).isoformat()
    clinic.execute(
        "INSERT INTO purchase_order (number, supplier_id, site_id, state, made_at, sent_on) VALUES (?, 1, ?, 'sent', ?, ?)",
        (number, clinic.places["Northgate"], AT, sent),
    )
    for each in range(1, lines + 1):
        clinic.execute(
            "INSERT INTO purchase_order_line (order_id, line, item_id, package_id, packs, why)"
            " SELECT o.id, ?, ?, k.id, 5, ''"
            " FROM purchase_order o, package_level k WHERE o.number = ? AND k.item_id = ? AND k.name = 'each'",
            (each, syringe, number, syringe),
        )
        clinic.order(Receive(syringe, f"{number}-{each}", date(2028, 1, 1), clinic.places["A"], 5, number, each))


def leads_of(clinic: Clinic) -> Leads:
    with clinic.database.reading() as connection:
        found = situations(connection, TODAY)
        return next(each.leads for each in found if each.item.id == clinic.items["Syringe 3 mL"])
