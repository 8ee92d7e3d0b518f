"""The small clinic with a second and a third site, and a station that scans at them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tests.clinic import AT, TODAY, Clinic
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, location_code
from tracker.barcodes.understanding import understand
from tracker.hardware.scan import Scan, new_id
from tracker.inventory.resolving import resolve
from tracker.inventory.services import perform
from tracker.inventory.stock_transfer_facts import StockTransfer
from tracker.inventory.stock_transfers import stock_transfers
from tracker.jobs.advancing import advance, where
from tracker.jobs.desk import Desk, Rules, Step
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.journal.pen import Pen
from tracker.store.connection import Connection

SITES = {"Southgate": (("South store", 1), ("South exam", 0)), "Eastgate": (("East store", 1),)}


def with_sites(clinic: Clinic) -> Clinic:
    """Northgate's stock as it was; Southgate and Eastgate are empty."""
    places = dict(clinic.places)
    with clinic.database.writing() as connection:
        for number, (site, rooms) in enumerate(SITES.items(), start=1):
            places[site] = _place(connection, location_code(900 + number), site, "site", None, 0)
            for part, (room, is_store) in enumerate(rooms, start=1):
                code = location_code(900 + 10 * number + part)
                places[room] = _place(connection, code, room, "room", places[site], is_store)
                connection.exec_driver_sql("UPDATE location SET room_id = id WHERE id = ?", (places[room],))
    return replace(clinic, places=places)


def _place(connection: Connection, code: str, name: str, kind: str, parent: int | None, is_store: int) -> int:
    made = connection.exec_driver_sql(
        "INSERT INTO location (code, name, kind, parent_id, path, is_store) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (code, name, kind, parent, name, is_store),
    )
    return int(made.scalar_one())


@dataclass
class Station:
    """One desk that scans: what it says is carried out at once, as the station does it."""

    clinic: Clinic
    desk: Desk = field(default_factory=Desk)
    today: date = TODAY
    at: datetime = field(default_factory=lambda: datetime.fromisoformat(AT))

    def scan(self, text: str, aim: str = "]C0") -> Step:
        self.at += timedelta(seconds=5)
        event_id = new_id()
        scan = Scan(text, aim, "wedge", self.at, id=event_id)
        with self.clinic.database.writing() as connection:
            meaning = understand(text, aim, today=self.today)
            subject = resolve(connection, meaning, text, where(self.desk), self.today)
            step = advance(self.desk, subject, scan, today=self.today, rules=Rules())
            occasion = Occasion(event_id, AT, self.today)
            changes: list[Value] = [perform(connection, each, occasion) for each in step.orders]  # type: ignore[arg-type]
            body: dict[str, Value] = {"changes": changes, "day": self.today.isoformat()} if changes else {}
            self.clinic.journal.append(connection, event_id, "scan", AT, body)
        self.desk = step.desk
        return step

    def say(self, command: Command, quantity: int | None = None) -> Step:
        return self.scan(command_code(command, quantity))

    def go(self, place: str) -> Step:
        code = self.clinic.value("SELECT code FROM location WHERE id = ?", (self.clinic.places[place],))
        return self.scan(str(code))

    def pack(self, lot: str, quantity: int = 1, gtin: str = "09520101000408", expiry: str = "") -> Step:
        if quantity > 1:
            self.say(Command.QUANTITY, quantity)
        return self.scan(f"01{gtin}{f'17{expiry}' if expiry else ''}10{lot}", "]d2")


def shipments(clinic: Clinic) -> tuple[StockTransfer, ...]:
    with clinic.database.reading() as connection:
        return stock_transfers(connection)


def pen_of(clinic: Clinic, by: str = "lead") -> Pen:
    return Pen(clinic.journal, AT, by)
