"""Whose badge comes out of a printer is decided where labels begin to wait, and again where they are printed again."""

from __future__ import annotations

import pytest

from tests.clinic import AT, Clinic
from tests.labelling.test_queue import PRINTER, press_of
from tracker.barcodes.house import badge_code
from tracker.errors import Refusal
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.labelling import queue
from tracker.labelling.print_jobs import PrintSetting
from tracker.labelling.printing import print_waiting
from tracker.labelling.queue import QueuePen
from tracker.labelling.wanted import of_badge
from tracker.people.access import ASKS_PIN, SIGN_IN

CMA, LEAD = badge_code(41), badge_code(42)


def test_anothers_badge_waits_for_nobody_who_gives_out_none(clinic: Clinic) -> None:
    with clinic.database.writing() as connection:
        for badge, name, role in ((CMA, "CMA 07", "assistant"), (LEAD, "Lead 01", "lead")):
            connection.exec_driver_sql("INSERT INTO staff (badge, name, role) VALUES (?, ?, ?)", (badge, name, role))
        connection.exec_driver_sql("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (SIGN_IN, ASKS_PIN))
    of_lead = [of_badge(LEAD, "Lead 01", "", "Northgate")]

    def put(by: str) -> int:
        with clinic.database.writing() as connection:
            return queue.enqueue(connection, QueuePen(clinic.journal, AT, by), PRINTER, of_lead, PrintSetting(203))

    with pytest.raises(Refusal, match="may not give out badges"):
        put(CMA)
    job = put(LEAD)
    assert print_waiting(press_of(clinic), MemoryPrinter()) == 1
    with pytest.raises(Refusal, match="may not give out badges"), clinic.database.writing() as connection:
        queue.reprint(connection, QueuePen(clinic.journal, AT, CMA), job, "smeared")
    with clinic.database.writing() as connection:
        queue.reprint(connection, QueuePen(clinic.journal, AT, LEAD), job, "smeared")
