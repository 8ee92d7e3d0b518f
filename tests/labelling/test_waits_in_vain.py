"""A job that waits is held to the records again when its turn comes, and one that cannot be read stops no other."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.clinic import AT, Clinic
from tests.labelling.test_queue import PRINTER, SETTING, press_of, put, states
from tracker.errors import Refusal
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.labelling import queue, queue_listing
from tracker.labelling.asking import Asked, wanted_for
from tracker.labelling.printing import LeftWaiting, print_waiting
from tracker.labelling.queue import QueuePen


def wait(clinic: Clinic, asked: Asked) -> int:
    """Its label, as the records have it now, waits."""
    with clinic.database.writing() as connection:
        wanted = wanted_for(connection, asked)
        return queue.enqueue(connection, QueuePen(clinic.journal, AT), PRINTER, wanted, SETTING)


def change(clinic: Clinic, statement: str, *values: object) -> None:
    with clinic.database.writing() as connection:
        connection.exec_driver_sql(statement, values)


def faults(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        return [one.fault for one in queue_listing.open_jobs(connection)]


LOT = Asked("lot", ("Syringe 3 mL",), lot="EARLY")
CHANGES = [
    (Asked("item", ("Gauze 4×4",)), "UPDATE item SET name = 'Gauze 5×5' WHERE name = 'Gauze 4×4'", "Gauze 5×5"),
    (LOT, "UPDATE item SET name = 'Syringe 5 mL' WHERE name = 'Syringe 3 mL'", "Syringe 5 mL"),
    (LOT, "UPDATE lot SET expiry = '2026-12-01' WHERE number = 'EARLY'", "2026-12-01"),
    (Asked("location", ("Drawer",)), "UPDATE location SET path = 'Exam 9 · Drawer' WHERE name = 'Drawer'", "Exam 9"),
    (Asked("location", ("Exam 2",)), "UPDATE location SET name = 'Exam 22' WHERE name = 'Exam 2'", "Exam 22"),
]


@pytest.mark.parametrize(("asked", "statement", "said"), CHANGES)
def test_what_changed_while_its_label_waited_is_not_printed_but_told(
    clinic: Clinic, asked: Asked, statement: str, said: str
) -> None:
    job = wait(clinic, asked)
    put(clinic, 900)
    change(clinic, statement)
    printer = MemoryPrinter()
    with pytest.raises(LeftWaiting, match=f"Job {job} is not printed: .*{said}") as left:
        print_waiting(press_of(clinic), printer)
    assert f"tracker queue cancel {job}" in left.value.hint
    assert (left.value.count, states(clinic)) == (1, ["queued", "confirmed"]), "the others are printed"
    assert said in faults(clinic)[0]
    with clinic.database.writing() as connection:
        queue.cancel(connection, QueuePen(clinic.journal, AT), job)
    assert print_waiting(press_of(clinic), printer) == 0


def test_what_is_still_so_is_printed(clinic: Clinic) -> None:
    for asked, _, _ in CHANGES:
        wait(clinic, asked)
    assert print_waiting(press_of(clinic), MemoryPrinter()) == len(CHANGES)


def test_another_code_under_a_waiting_labels_name_is_not_printed(clinic: Clinic) -> None:
    job = wait(clinic, Asked("item", ("Gauze 4×4",)))
    with clinic.database.reading() as connection:
        (gauze,) = wanted_for(connection, Asked("item", ("Gauze 4×4",)))
        (saline,) = wanted_for(connection, Asked("item", ("Saline 0.9 %",)))
    labels = [{"wants": gauze.wants, "about": gauze.about, "values": {**gauze.values, "code": saline.values["code"]}}]
    change(clinic, "UPDATE print_job SET labels = ? WHERE id = ?", json.dumps(labels), job)
    printer = MemoryPrinter()
    with pytest.raises(LeftWaiting, match=r"is Saline 0\.9 % here, and not Gauze 4×4"):
        print_waiting(press_of(clinic), printer)
    assert printer.printed == []


def test_a_design_that_came_to_write_a_name_itself_is_mended_and_its_label_printed(clinic: Clinic) -> None:
    job, printer, press = wait(clinic, Asked("item", ("Gauze 4×4",))), MemoryPrinter(), press_of(clinic)
    item = press.designs["item"]
    texts = tuple(replace(each, value=each.value.replace("counted by", "Saline")) for each in item.texts)
    with pytest.raises(LeftWaiting, match="names an item here") as left:
        print_waiting(replace(press, designs={**press.designs, "item": replace(item, texts=texts)}), printer)
    assert (sorted(left.value.jobs), len(printer.printed), "Mend that" in left.value.hint) == ([job], 0, True)
    assert print_waiting(press, printer) == 1


UNREADABLE = [
    ("labels", "{"),
    ("labels", "7"),
    ("labels", "[]"),
    ("labels", '[{"wants": "hologram", "about": "x", "values": {}}]'),
    ("labels", '[{"wants": "item", "about": "x", "values": {"name": 7}}]'),
    ("setting", '{"dpi": 203, "ribbon": "wax"}'),
    ("setting", '{"dpi": "203"}'),
    ("setting", ""),
]


@pytest.mark.parametrize(("column", "text"), UNREADABLE)
def test_a_job_that_cannot_be_read_stops_no_other_and_can_be_cancelled(clinic: Clinic, column: str, text: str) -> None:
    bad, good = put(clinic, 900, 901)
    change(clinic, f"UPDATE print_job SET {column} = ? WHERE id = ?", text, bad)
    printer = MemoryPrinter()
    with pytest.raises(LeftWaiting, match="cannot be read"):
        print_waiting(press_of(clinic), printer)
    assert (states(clinic), len(printer.printed)) == (["queued", "confirmed"], 1)
    with clinic.database.reading() as connection:
        shown = queue_listing.shown_jobs(connection, 10)
    assert [(one.id, one.about) for one in shown] == [(bad, "Item 900"), (good, "Item 901")]
    assert shown[0].is_to_cancel
    with clinic.database.writing() as connection:
        queue.cancel(connection, QueuePen(clinic.journal, AT), bad)
    assert print_waiting(press_of(clinic), printer) == 0
    assert states(clinic) == ["cancelled", "confirmed"]
    with clinic.database.reading() as connection:
        assert queue_listing.job(connection, bad).fault == ""


def test_what_was_printed_and_cannot_be_read_is_not_printed_again(clinic: Clinic) -> None:
    (job,) = put(clinic, 900)
    print_waiting(press_of(clinic), MemoryPrinter())
    change(clinic, "UPDATE print_job SET labels = '{' WHERE id = ?", job)
    with pytest.raises(Refusal, match="not known any more"), clinic.database.writing() as connection:
        queue.reprint(connection, QueuePen(clinic.journal, AT), job, "smeared")


def test_a_no_leaves_what_cannot_be_read_as_it_stands(clinic: Clinic) -> None:
    (job,) = put(clinic, 900)
    change(clinic, "UPDATE print_job SET setting = '{}', state = 'unknown' WHERE id = ?", job)
    with clinic.database.writing() as connection:
        queue.answer(connection, QueuePen(clinic.journal, AT), job, has_come_out=False)
    with clinic.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT setting FROM print_job").scalar() == "{}"
    with pytest.raises(LeftWaiting, match="cannot be read"):
        print_waiting(press_of(clinic), MemoryPrinter())
