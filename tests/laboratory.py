"""A laboratory small enough to hold in one's head, in the rooms of :mod:`tests.clinic`.

Three people, a draw room with a counter, two fridges; a rack of 2 × 3, a box of 9 × 9, two bags; a courier, a reference
laboratory and a site; four kinds of container, five tests, three requisitions. Everything is told by name here, and by
house code in orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.clinic import KEY, STATION_KEY, TODAY, furnish
from tracker.barcodes import house
from tracker.hardware.scan import new_id
from tracker.inventory.ledger import Entry, account, post_opening
from tracker.inventory.orders import MovementKind, Portion
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.writing import Journal, open_journal
from tracker.specimens import patients
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.facts import CustodyStep, Specimen, Transport
from tracker.specimens.holder_facts import Shipment
from tracker.specimens.orders import Depart, Draw, Identify, Label, OpenShipment, SpecimensOrder, Step
from tracker.specimens.patients import Patient
from tracker.specimens.queries import shipment_of, specimen_by_number, timeline
from tracker.specimens.services import perform
from tracker.specimens.states import Do
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection
from tracker.store.database import Database, open_database

NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
VAULT_KEY = bytes(range(100, 132))
ANNE, BEN, CARA = house.badge_code(11), house.badge_code(12), house.badge_code(13)
"""Anne draws, Ben is at the lab counter, Cara is the lead. B 7 (R. Okafor) is the clinic's own."""
STRANGER = house.badge_code(99)
COUNTER, FRIDGE, FREEZER = house.location_code(21), house.location_code(22), house.location_code(23)
RACK, BOX, BAG, BAG_2, BIG_RACK = (house.holder_code(n) for n in range(1, 6))
COURIER, LABORATORY, SITE = (house.partner_code(n) for n in range(1, 4))
REQUISITION, STAT_REQUISITION, THIRD_REQUISITION = (house.requisition_code(n) for n in range(1, 4))
NUMBER_OF_ORDERING_SYSTEM = "ORD-2026/118"
ROLL = range(26_900_001, 26_900_501)
"""Labels printed on a roll beforehand."""
FIRST_PRINTED = 26_900_501
"""What a label printed now gets: beyond the roll."""
TUBE_LOT, RECALLED_LOT = "EDTA-7", "EDTA-R"

_STAFF = ((ANNE, "Anne A."), (BEN, "Ben B."), (CARA, "Cara C."))
_CONTAINERS = (
    # (code, name, draw order, volume µl)
    ("BC", "Blood culture", 1, 10_000),
    ("LB", "Citrate light blue", 2, 2_700),
    ("GLD", "SST gold", 4, 5_000),
    ("LAV", "EDTA lavender", 6, 4_000),
)
_TESTS = (
    # (code, name, container, minimum µl, transport, spin, receive, test minutes, retention days, witness)
    ("CULT", "Blood culture", "BC", 8_000, "ambient", None, 120, 240, 5, 1),
    ("PT", "Prothrombin time", "LB", 1_000, "ambient", 60, None, 1440, 1, 0),
    ("CMP", "Metabolic panel", "GLD", 1_000, "refrigerated", 120, 240, 2880, 7, 0),
    ("CBC", "Blood count", "LAV", 500, "ambient", None, None, 1440, 2, 0),
    ("A1C", "Haemoglobin A1c", "LAV", 500, "refrigerated", None, None, 10080, 3, 0),
)
_PARTNERS = (
    (COURIER, "Swift couriers", "courier", None, 60),
    (LABORATORY, "Reference lab", "laboratory", "05D0000001", 180),
    (SITE, "Southgate clinic", "site", None, 45),
)
_HOLDERS = (
    # (code, name, kind, rows, columns, place)
    (RACK, "R1", "rack", 2, 3, None),
    (BOX, "Box 1", "box", 9, 9, FREEZER),
    (BAG, "B17", "bag", 0, 0, None),
    (BAG_2, "B18", "bag", 0, 0, None),
    (BIG_RACK, "R96", "rack", 8, 12, COUNTER),
)
_REQUISITIONS = (
    # (code, number, patient, priority, tests, containers in the order of the lines)
    (
        REQUISITION,
        NUMBER_OF_ORDERING_SYSTEM,
        Patient("Doe", "Jane", date(1980, 3, 5), "MRN-4711"),
        "routine",
        ("CBC", "CMP", "PT"),
        ("LAV", "GLD", "LB"),
    ),
    (STAT_REQUISITION, None, Patient("Roe", "Richard", date(1955, 12, 31)), "stat", ("CULT",), ("BC", "BC")),
    (THIRD_REQUISITION, None, Patient("Søe", "Åse", date(1990, 7, 1)), "routine", ("CBC",), ("LAV",) * 200),
)


@dataclass
class Laboratory:
    """The open database at one or two stations, with a clock that the test moves as it likes."""

    path: Path
    database: Database
    journals: Sequence[Journal]
    vault: Vault
    rules: DeadlineRules = field(default_factory=DeadlineRules)
    now: datetime = NOW
    today: date = TODAY

    def order(self, *orders: SpecimensOrder, event_id: str | None = None, station: int = 0) -> str:
        """Carry out orders in one transaction, with their journal event, as the station does for a scan."""
        event_id = event_id or new_id()
        occasion = Occasion(event_id, stamp(self.now), self.today)
        with self.database.writing() as connection:
            changes: list[Value] = [perform(connection, each, occasion, self.rules) for each in orders]
            self.journals[station].append(
                connection, event_id, "scan", occasion.at, {"changes": changes, "day": self.today.isoformat()}
            )
        return event_id

    def later(self, **delta: int) -> None:
        self.now += timedelta(**delta)

    def id_of(self, table: str, code: str) -> int:
        found = self.value(f"SELECT id FROM {table} WHERE code = ?", (code,))
        assert isinstance(found, int)
        return found

    def specimen(self, number: str) -> Specimen:
        with self.database.reading() as connection:
            found = specimen_by_number(connection, number)
        assert found is not None
        return found

    def timeline(self, number: str) -> tuple[CustodyStep, ...]:
        with self.database.reading() as connection:
            return timeline(connection, self.specimen(number).id)

    def trip(self, bag: str = BAG) -> Shipment:
        """The shipment that the bag is packed for or on."""
        with self.database.reading() as connection:
            found = shipment_of(connection, self.id_of("holder", bag))
        assert found is not None
        return found

    # Work that tests begin with.

    def labelled(self, line: int = 1, *, requisition: str = REQUISITION, by: str = ANNE) -> str:
        """The number of a wanted tube that has its label from now on."""
        used = self.value("SELECT max(number) FROM specimen WHERE number >= ?", (house.specimen_code(FIRST_PRINTED),))
        number = house.specimen_code(int(str(used)[:8]) + 1 if used else FIRST_PRINTED)
        self.identified(requisition, by=by)
        self.order(Label(self.id_of("requisition", requisition), line, number, by))
        return number

    def identified(self, requisition: str = REQUISITION, *, by: str = ANNE) -> None:
        """Somebody has compared this patient's two identifiers, once a day."""
        key = self.id_of("requisition", requisition)
        day = self.value("SELECT day FROM patient_identified WHERE requisition_id = ? AND done_by = ?", (key, by))
        if day != self.today.isoformat():
            self.order(Identify(key, by, is_match=True, asked=("name", "birth date")))

    def drawn(self, line: int = 1, *, requisition: str = REQUISITION, by: str = ANNE) -> str:
        number = self.labelled(line, requisition=requisition, by=by)
        self.order(Draw(number, by))
        return number

    def many_drawn(self, count: int, *, by: str = ANNE) -> tuple[str, ...]:
        """Up to 200 blood counts, drawn by one person."""
        return tuple(self.drawn(line, requisition=THIRD_REQUISITION, by=by) for line in range(1, count + 1))

    def accepted(self, line: int = 1, *, requisition: str = REQUISITION, giver: str = ANNE, by: str = BEN) -> str:
        number = self.drawn(line, requisition=requisition, by=giver)
        self.order(Step(Do.RELEASE, (number,), giver))
        self.order(Step(Do.ACCEPT, (number,), by))
        return number

    def packed(self, *numbers: str, bag: str = BAG, by: str = ANNE) -> int:
        """The id of an open shipment with the specimens in it."""
        self.order(OpenShipment(bag, by))
        self.order(Step(Do.PLACE, numbers, by, holder_code=bag))
        return self.trip(bag).id

    def sent(self, *numbers: str, bag: str = BAG, by: str = ANNE, transport: Transport = Transport.AMBIENT) -> int:
        """The id of a shipment on its way to the reference laboratory, expected in three hours."""
        shipment_id = self.packed(*numbers, bag=bag, by=by)
        self.order(self.departure(shipment_id, by=by, transport=transport))
        return shipment_id

    def departure(
        self,
        shipment_id: int,
        *,
        by: str = ANNE,
        courier: str = COURIER,
        target: str = LABORATORY,
        transport: Transport = Transport.AMBIENT,
    ) -> Depart:
        return Depart(shipment_id, by, courier, target, transport, "SEAL-1", self.now + timedelta(hours=3))

    # The stock that tubes are taken from.

    def place_tubes(self, lot: str, quantity: int, room: str = "Exam 1") -> str:
        """So many EDTA tubes of a lot in a room; the room's code."""
        lot_id = self.value("SELECT id FROM lot WHERE number = ?", (lot,))
        item_id = self.value("SELECT item_id FROM lot WHERE number = ?", (lot,))
        with self.database.writing() as connection:
            place_id = connection.exec_driver_sql("SELECT id FROM location WHERE name = ?", (room,)).scalar_one()
            event_id = new_id()
            portion = Portion(
                int(str(item_id)), int(str(lot_id)), account(connection, "@difference"), place_id, quantity
            )
            entry = Entry(event_id, MovementKind.OPENING, stamp(self.now), self.today.isoformat())
            post_opening(connection, entry, [portion])
            self.journals[0].append(connection, event_id, "import.stock", stamp(self.now), {"changes": []})
        return str(self.value("SELECT code FROM location WHERE id = ?", (place_id,)))

    def held(self, place: str, lot: str) -> int:
        found = self.value(
            "SELECT b.quantity FROM balance b JOIN location l ON l.id = b.location_id JOIN lot t ON t.id = b.lot_id"
            " WHERE l.code = ? AND t.number = ?",
            (place, lot),
        )
        return int(str(found or 0))

    def lots_of(self, number: str) -> tuple[str, ...]:
        with self.database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT t.number FROM specimen_lot n JOIN specimen s ON s.id = n.specimen_id JOIN lot t ON t.id = n.lot_id"
                " WHERE s.number = ? ORDER BY t.number",
                (number,),
            )
            return tuple(found.scalars())

    # What somebody with the key, and without manners, might do to the file, or ask it.

    def execute(self, statement: str, values: Sequence[object] = ()) -> None:
        with self.database.writing() as connection:
            connection.exec_driver_sql(statement, tuple(values))

    def value(self, statement: str, values: Sequence[object] = ()) -> object:
        with self.database.reading() as connection:
            return connection.exec_driver_sql(statement, tuple(values)).scalar()

    def everything(self) -> Mapping[str, Sequence[tuple[object, ...]]]:
        """All that a refusal must leave as it was."""
        tables = (
            "specimen",
            "custody_step",
            "shipment",
            "holder",
            "requisition_tube",
            "specimen_lot",
            "patient_identified",
            "journal_head",
        )
        with self.database.reading() as connection:
            return {table: connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables}


def open_laboratory(path: Path) -> Laboratory:
    database = open_database(path, KEY)
    with database.writing() as connection:
        journals = (
            open_journal(connection, "front-desk", STATION_KEY),
            open_journal(connection, "lab-counter", bytes(range(50, 82))),
        )
    return Laboratory(path, database, journals, Vault(VAULT_KEY))


def furnish_laboratory(database: Database) -> None:
    """The clinic's rooms and stock, and the laboratory in them."""
    furnish(database)
    with database.writing() as connection:
        put_laboratory(connection)


def put_laboratory(connection: Connection) -> None:
    """The laboratory's tables, into a clinic that has rooms."""
    insert = connection.exec_driver_sql
    insert("INSERT INTO staff (badge, name) VALUES (?, ?)", list(_STAFF))
    for code, name in ((COUNTER, "Lab counter"), (FRIDGE, "Fridge"), (FREEZER, "Freezer")):
        insert(
            "INSERT INTO location (code, name, kind, path, is_store) VALUES (?, ?, 'cabinet', ?, 0)",
            (code, name, f"Lab · {name}"),
        )
    insert("INSERT INTO partner (code, name, kind, clia, transit_minutes) VALUES (?, ?, ?, ?, ?)", list(_PARTNERS))
    insert(
        "INSERT INTO holder (code, name, kind, rows, columns, place_id)"
        " VALUES (?, ?, ?, ?, ?, (SELECT id FROM location WHERE code = ?))",
        list(_HOLDERS),
    )
    insert("INSERT INTO tube_roll (first, last) VALUES (?, ?)", (ROLL[0], ROLL[-1]))
    _put_containers(connection)
    for requisition in _REQUISITIONS:
        _put_requisition(connection, *requisition)


def _put_containers(connection: Connection) -> None:
    insert = connection.exec_driver_sql
    item_id = insert(
        "INSERT INTO item (code, name, base_unit, category, tracks_lot, tracks_expiry)"
        " VALUES (?, 'EDTA tube', 'each', 'Supplies', 1, 1) RETURNING id",
        (house.item_code(40),),
    ).scalar_one()
    for number, state in ((TUBE_LOT, "usable"), (RECALLED_LOT, "recalled")):
        insert("INSERT INTO lot (item_id, number, expiry, state) VALUES (?, ?, NULL, ?)", (item_id, number, state))
    insert("INSERT INTO container (code, name, draw_order, volume_ul) VALUES (?, ?, ?, ?)", list(_CONTAINERS))
    insert("UPDATE container SET item_id = ? WHERE code = 'LAV'", (item_id,))
    insert(
        "INSERT INTO test_kind (code, name, container_id, min_volume_ul, transport, spin_minutes, receive_minutes,"
        " test_minutes, retention_days, needs_witness)"
        " VALUES (?, ?, (SELECT id FROM container WHERE code = ?), ?, ?, ?, ?, ?, ?, ?)",
        list(_TESTS),
    )


def _put_requisition(
    connection: Connection,
    code: str,
    number: str | None,
    patient: Patient,
    priority: str,
    tests: Sequence[str],
    containers: Sequence[str],
) -> None:
    insert = connection.exec_driver_sql
    patient_id = patients.enter(connection, Vault(VAULT_KEY), patient)
    key = insert(
        "INSERT INTO requisition (code, number, patient_id, ordered_at, provider, priority)"
        " VALUES (?, ?, ?, ?, 'Dr. Q', ?) RETURNING id",
        (code, number, patient_id, stamp(NOW - timedelta(days=1)), priority),
    ).scalar_one()
    insert(
        "INSERT INTO requisition_test VALUES (?, (SELECT id FROM test_kind WHERE code = ?))",
        [(key, test) for test in tests],
    )
    insert(
        "INSERT INTO requisition_tube (requisition_id, line, container_id, is_add_on)"
        " VALUES (?, ?, (SELECT id FROM container WHERE code = ?), 0)",
        [(key, line, container) for line, container in enumerate(containers, start=1)],
    )
