"""What a recalled lot was used for: when, where and by whom, and the specimens that were drawn into it."""

from __future__ import annotations

from collections.abc import Callable

from tests.laboratory import ANNE, TUBE_LOT, Laboratory
from tracker.cli.report_asked import Wanted
from tracker.cli.report_recall import recall_cases
from tracker.config import Settings
from tracker.hardware.scan import new_id
from tracker.inventory import rows
from tracker.inventory.orders import Use
from tracker.inventory.recall_cases import open_case
from tracker.inventory.rows import ITEM
from tracker.inventory.services import perform
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.pen import Pen
from tracker.reports.table import Cell, Table
from tracker.specimens.orders import Draw
from tracker.specimens.reader import SpecimenReader
from tracker.station.recalls_shown import recalls_shown


def part(table: Table, name: str) -> list[dict[str, Cell]]:
    keys = [column.key for column in table.columns]
    found = [dict(zip(keys, row, strict=True)) for row in table.rows]
    return [row for row in found if row["part"] == name]


def opened(laboratory: Laboratory) -> Callable[[], Table]:
    with laboratory.database.writing() as connection:
        item = rows.item(connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.name = 'EDTA tube'").one())
        open_case(connection, Pen(laboratory.journals[0], stamp(laboratory.now), ANNE), item, TUBE_LOT, "clots")

    settings = Settings(home=laboratory.path.parent, database=laboratory.path, time_zone="UTC")

    def ask() -> Table:
        with laboratory.database.reading() as connection:
            return recall_cases(connection, settings, Wanted("recall", ("R2026-001",)))

    return ask


def used(laboratory: Laboratory, order: Use) -> None:
    event_id, at = new_id(), stamp(laboratory.now)
    with laboratory.database.writing() as connection:
        change: Value = perform(connection, order, Occasion(event_id, at, laboratory.today))
        laboratory.journals[0].append(connection, event_id, "scan", at, {"by": ANNE, "changes": [change]})


def test_a_recall_names_each_use_and_the_specimens_drawn_into_the_lot(laboratory: Laboratory) -> None:
    laboratory.place_tubes(TUBE_LOT, 10)
    lot_id = int(str(laboratory.value("SELECT id FROM lot WHERE number = ?", (TUBE_LOT,))))
    item_id = int(str(laboratory.value("SELECT item_id FROM lot WHERE id = ?", (lot_id,))))
    room_id = int(str(laboratory.value("SELECT id FROM location WHERE name = 'Exam 1'")))
    tube = laboratory.labelled(1)
    laboratory.order(Draw(tube, ANNE, lot_id=lot_id))
    used(laboratory, Use(item_id, lot_id, room_id, 1))
    other = laboratory.drawn(2)
    table = opened(laboratory)()
    with laboratory.database.reading() as connection:
        (shown,) = recalls_shown(connection, SpecimenReader(connection, laboratory.now))
    assert (shown.specimens, shown.to_find) == ((tube,), 9)
    assert shown.used == sum(int(str(row["used"])) for row in part(table, "used"))
    assert table.has_findings
    assert [row["where"] for row in part(table, "specimen")] == [tube]
    assert other not in [row["where"] for row in part(table, "specimen")]
    assert [(row["where"], row["lot"], row["used"]) for row in part(table, "used")] == [("Exam 1", TUBE_LOT, 1)]
    assert [(row["where"], row["stood"], row["stands"]) for row in part(table, "pull")] == [("Exam 1", 9, 9)]
