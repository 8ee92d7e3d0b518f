"""What somebody put into the print queue's table comes out of no printer: the journal tells who asked for which labels."""

from __future__ import annotations

import json

import pytest

from tests.clinic import AT, Clinic
from tests.labelling.test_queue import PRINTER, SETTING, label, press_of, put, states
from tracker.barcodes.house import badge_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.labelling import queue, queue_listing
from tracker.labelling.copies import MOST_COPIES
from tracker.labelling.print_jobs import PrintSetting, labels_text, setting_text
from tracker.labelling.printing import LeftWaiting, print_waiting
from tracker.labelling.queue import QueuePen
from tracker.labelling.wanted import Wanted, Wants, of_badge
from tracker.people.access import ASKS_PIN, SIGN_IN
from tracker.station.examining_queue import examine_queue

TUBE = Wanted(
    Wants.SPECIMEN,
    "e",
    {"name": "Wren, Ptolemy", "code": "2600001387", "identifier": "MR-700123", "born": "1943-08-28"},
)
CMA, LEAD = badge_code(41), badge_code(42)


def forge(clinic: Clinic, wanted: Wanted, *, state: str = "queued", copies: int = 1) -> int:
    """A row that nobody asked for; its number."""
    with clinic.database.writing() as connection:
        made = connection.exec_driver_sql(
            "INSERT INTO print_job (at, printer, about, labels, setting, state, fault, reprint)"
            " VALUES (?, ?, 'Exam 3', ?, ?, ?, '', 0) RETURNING id",
            (AT, PRINTER, labels_text([wanted]), setting_text(PrintSetting(203, copies)), state),
        )
        return int(made.scalar_one())


def change(clinic: Clinic, statement: str, *values: object) -> None:
    with clinic.database.writing() as connection:
        connection.exec_driver_sql(statement, values)


def left(clinic: Clinic) -> str:
    """What keeps the only job from the printer, which must have printed nothing."""
    printer = MemoryPrinter()
    with pytest.raises(LeftWaiting) as told:
        print_waiting(press_of(clinic), printer)
    assert printer.printed == []
    return told.value.message


@pytest.mark.parametrize("wants", [Wants.SPECIMEN, Wants.ALIQUOT])
def test_a_tubes_label_in_the_queue_is_never_printed(clinic: Clinic, wants: Wants) -> None:
    forge(clinic, Wanted(wants, TUBE.about, TUBE.values))
    assert "never waits in the queue" in left(clinic)
    assert states(clinic) == ["queued"]


@pytest.mark.parametrize("field", ["born", "identifier"])
def test_a_patients_words_on_a_supplys_label_are_never_printed(clinic: Clinic, field: str) -> None:
    forge(clinic, Wanted(Wants.EQUIPMENT, "e", {"name": "Centrifuge", "code": "EQ-1", field: TUBE.values[field]}))
    assert "never waits in the queue" in left(clinic)


@pytest.mark.parametrize(
    "wanted", [label(1), Wanted(Wants.EQUIPMENT, "Centrifuge", {"name": "Wren, Ptolemy", "code": "EQ-1", "site": ""})]
)
def test_a_label_that_nobody_asked_for_is_not_printed(clinic: Clinic, wanted: Wanted) -> None:
    forge(clinic, wanted)
    put(clinic, 2)
    printer = MemoryPrinter()
    with pytest.raises(LeftWaiting, match="does not tell that anybody asked") as told:
        print_waiting(press_of(clinic), printer)
    assert (told.value.count, len(printer.printed)) == (1, 1), "what was asked for is printed"


def test_a_card_of_commands_that_nobody_asked_for_is_not_printed(clinic: Clinic) -> None:
    job = forge(clinic, label(1))
    setting = setting_text(PrintSetting(203, card="front", paper="a4"))
    change(clinic, "UPDATE print_job SET labels = '[]', setting = ? WHERE id = ?", setting, job)
    assert "does not tell that anybody asked" in left(clinic)


def test_a_job_whose_labels_were_changed_while_it_waited_is_not_printed(clinic: Clinic) -> None:
    put(clinic, 1)
    named = Wanted(Wants.EQUIPMENT, "Item 1", {"name": "Wren", "code": label(1).values["code"]})
    change(clinic, "UPDATE print_job SET labels = ?", labels_text([named]))
    assert "other labels were asked for" in left(clinic)


def test_a_job_whose_copies_were_changed_while_it_waited_is_not_printed(clinic: Clinic) -> None:
    put(clinic, 1)
    change(clinic, "UPDATE print_job SET setting = ?", json.dumps({**json.loads(_setting(clinic)), "copies": 7}))
    assert "other labels were asked for" in left(clinic)


def test_a_job_that_was_put_to_another_printer_is_not_printed_there(clinic: Clinic) -> None:
    with clinic.database.writing() as connection:
        queue.enqueue(connection, QueuePen(clinic.journal, AT), "memory:pdf", [label(1)], SETTING)
    change(clinic, "UPDATE print_job SET printer = ?", PRINTER)
    assert "does not tell that anybody asked" in left(clinic)


def _setting(clinic: Clinic) -> str:
    with clinic.database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT setting FROM print_job").scalar())


@pytest.mark.parametrize("is_out", [True, False])
def test_what_is_out_or_cancelled_is_not_made_to_wait_again(clinic: Clinic, is_out: bool) -> None:
    (job,) = put(clinic, 1)
    if is_out:
        print_waiting(press_of(clinic), MemoryPrinter())
    else:
        with clinic.database.writing() as connection:
            queue.cancel(connection, QueuePen(clinic.journal, AT), job)
    change(clinic, "UPDATE print_job SET state = 'queued'")
    assert "does not tell that anybody asked" in left(clinic)


@pytest.mark.parametrize("state", ["confirmed", "sent"])
def test_a_forged_job_is_not_printed_again_either(clinic: Clinic, state: str) -> None:
    job = forge(clinic, label(1), state=state)
    with clinic.database.writing() as connection, pytest.raises(Refusal) as refused:
        queue.reprint(connection, QueuePen(clinic.journal, AT), job, "smeared")
    assert refused.value.code == "print_job_unasked"


def test_a_no_to_a_forged_doubt_prints_nothing(clinic: Clinic) -> None:
    job = forge(clinic, label(1), state="unknown")
    with clinic.database.writing() as connection:
        queue.answer(connection, QueuePen(clinic.journal, AT), job, has_come_out=False)
    assert "does not tell that anybody asked" in left(clinic)


def test_more_copies_than_anybody_can_ask_for_are_not_read(clinic: Clinic) -> None:
    for copies in (99_999_999, MOST_COPIES + 1, 0, -1):
        forge(clinic, label(1), copies=copies)
    with clinic.database.reading() as connection:
        assert all(one.is_unreadable for one in queue_listing.open_jobs(connection))
    assert "cannot be read" in left(clinic)


def test_anothers_badge_is_not_printed_for_whoever_may_no_longer_give_out_badges(clinic: Clinic) -> None:
    with clinic.database.writing() as connection:
        for badge, name, role in ((CMA, "CMA 07", "assistant"), (LEAD, "Lead 01", "lead")):
            connection.exec_driver_sql("INSERT INTO staff (badge, name, role) VALUES (?, ?, ?)", (badge, name, role))
        connection.exec_driver_sql("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (SIGN_IN, ASKS_PIN))
        pen = QueuePen(clinic.journal, AT, LEAD)
        queue.enqueue(connection, pen, PRINTER, [of_badge(CMA, "CMA 07", "", "Northgate")], SETTING)
        connection.exec_driver_sql("UPDATE staff SET role = 'assistant' WHERE badge = ?", (LEAD,))
    assert "may not give out badges" in left(clinic)


def test_a_job_of_before_the_journal_told_of_its_labels_is_printed(clinic: Clinic) -> None:
    (job,) = put(clinic, 1)
    with clinic.database.writing() as connection:
        body = connection.exec_driver_sql("SELECT body FROM journal WHERE instr(body, 'label.queued')").scalar()
        event = {key: value for key, value in json.loads(body).items() if key != "seal"}
        text = json.dumps(event, separators=(",", ":"), sort_keys=True).encode()
        connection.exec_driver_sql("UPDATE journal SET body = ? WHERE body = ?", (text, body))
        connection.exec_driver_sql("UPDATE print_job SET setting = ? WHERE id = ?", (setting_text(SETTING), job))
    assert print_waiting(press_of(clinic), MemoryPrinter()) == 1


def test_what_the_journal_keeps_of_a_job_tells_nobody_its_labels(clinic: Clinic) -> None:
    put(clinic, 1)
    put(clinic, 1)
    with clinic.database.reading() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM journal WHERE instr(body, 'label.queued')").scalars()
        seals = {json.loads(body)["seal"] for body in bodies}
    assert len(seals) == 2, "each has a salt of its own"


def test_the_doctor_names_what_was_forged(clinic: Clinic) -> None:
    asked, forged = put(clinic, 1)[0], forge(clinic, TUBE)
    settings = Settings(home=clinic.path.parent, database=clinic.path)
    with clinic.database.reading() as connection:
        told = [(one.state, one.words, one.hint) for one in examine_queue(connection, settings)]
    assert [(state, hint) for state, _, hint in told] == [("fault", f"tracker queue cancel {forged}")]
    assert "never waits in the queue" in told[0][1]
    assert asked != forged
