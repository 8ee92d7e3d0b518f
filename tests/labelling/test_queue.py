"""Nothing is printed twice, nothing is lost, and where nobody can know, somebody is asked."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labels.loading import own_designs
from labels.stocks import own_stocks
from tests.clinic import AT, Clinic
from tracker.barcodes.house import item_code
from tracker.errors import ConfigurationError, Refusal
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.hardware.printers.printer import PrinterFault
from tracker.journal.verifying import verify
from tracker.labelling import queue, queue_listing
from tracker.labelling.print_jobs import JobState, PrintSetting
from tracker.labelling.printing import Press, print_waiting
from tracker.labelling.queue import QueuePen
from tracker.labelling.wanted import Wanted, Wants

SETTING = PrintSetting(203)
PRINTER = "memory:zpl"


def press_of(clinic: Clinic) -> Press:
    return Press(clinic.database, lambda: QueuePen(clinic.journal, AT), own_designs(), own_stocks())


def label(number: int) -> Wanted:
    return Wanted(Wants.ITEM, f"Item {number}", {"name": f"Item {number}", "code": item_code(900 + number)})


def put(clinic: Clinic, *numbers: int, setting: PrintSetting = SETTING) -> list[int]:
    with clinic.database.writing() as connection:
        pen = QueuePen(clinic.journal, AT)
        return [queue.enqueue(connection, pen, PRINTER, [label(number)], setting) for number in numbers]


def states(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        return [str(state) for state in connection.exec_driver_sql("SELECT state FROM print_job ORDER BY id").scalars()]


def events(clinic: Clinic, kind: str) -> list[dict[str, object]]:
    with clinic.database.reading() as connection:
        bodies = [json.loads(body) for body in connection.exec_driver_sql("SELECT body FROM journal").scalars()]
    return [body for body in bodies if body["kind"] == kind]


def fault(may_have_printed: bool) -> PrinterFault:
    return PrinterFault("The printer is out of labels.", code="printer_paper_out", may_have_printed=may_have_printed)


def test_what_is_queued_is_printed_in_its_order_and_once(clinic: Clinic) -> None:
    printer = MemoryPrinter()
    put(clinic, 1, 2, 3)
    assert print_waiting(press_of(clinic), printer) == 3
    assert states(clinic) == ["confirmed"] * 3
    assert print_waiting(press_of(clinic), printer) == 0
    assert len(set(printer.printed)) == len(printer.printed) == 3


def test_a_printer_that_was_not_ready_gets_the_label_later(clinic: Clinic) -> None:
    printer = MemoryPrinter("zpl", iter([fault(False)]))
    put(clinic, 1, 2)
    with pytest.raises(PrinterFault):
        print_waiting(press_of(clinic), printer)
    assert states(clinic) == ["queued", "queued"]
    assert print_waiting(press_of(clinic), printer) == 2
    assert len(printer.printed) == 2


@pytest.mark.parametrize(("has_come_out", "printed"), [(True, 1), (False, 2)])
def test_a_label_in_doubt_is_asked_about_before_anything_else_is_printed(
    clinic: Clinic, has_come_out: bool, printed: int
) -> None:
    printer = MemoryPrinter("zpl", iter([fault(True)]))
    first, _ = put(clinic, 1, 2)
    with pytest.raises(PrinterFault):
        print_waiting(press_of(clinic), printer)
    assert states(clinic) == ["unknown", "queued"]
    with pytest.raises(Refusal) as asked:
        print_waiting(press_of(clinic), printer)
    assert asked.value.code == "print_unknown"
    assert printer.printed == []
    with clinic.database.writing() as connection:
        queue.answer(connection, QueuePen(clinic.journal, AT), first, has_come_out=has_come_out)
    assert print_waiting(press_of(clinic), printer) == printed
    assert states(clinic) == ["confirmed", "confirmed"]
    assert [event["state"] for event in events(clinic, "label.answered")] == ["confirmed" if has_come_out else "queued"]


@pytest.mark.parametrize(("is_yes", "said"), [(True, "it is out"), (False, "it waits to be printed")])
def test_whoever_answers_second_is_told_what_was_said_before(clinic: Clinic, is_yes: bool, said: str) -> None:
    (first,) = put(clinic, 1)
    with pytest.raises(PrinterFault):
        print_waiting(press_of(clinic), MemoryPrinter("zpl", iter([fault(True)])))
    pen = QueuePen(clinic.journal, AT)
    with clinic.database.writing() as connection:
        queue.answer(connection, pen, first, has_come_out=is_yes)
        with pytest.raises(Refusal, match=said) as refused:
            queue.answer(connection, pen, first, has_come_out=not is_yes)
    assert "nobody asks any more" in refused.value.message


def test_only_what_is_in_doubt_can_be_answered_and_only_what_waits_cancelled(clinic: Clinic) -> None:
    first, second = put(clinic, 1, 2)
    pen = QueuePen(clinic.journal, AT)
    with clinic.database.writing() as connection:
        with pytest.raises(Refusal):
            queue.answer(connection, pen, first, has_come_out=True)
        assert queue.cancel(connection, pen, second).state is JobState.CANCELLED
        with pytest.raises(Refusal):
            queue.cancel(connection, pen, second)
        with pytest.raises(Refusal):
            queue_listing.job(connection, 99)
    printer = MemoryPrinter()
    assert print_waiting(press_of(clinic), printer) == 1


def test_a_label_that_cannot_be_made_any_more_waits_and_can_be_cancelled(clinic: Clinic) -> None:
    (job,) = put(clinic, 1, setting=PrintSetting(203, design="gone"))
    with pytest.raises(ConfigurationError):
        print_waiting(press_of(clinic), MemoryPrinter())
    assert states(clinic) == ["queued"]
    with clinic.database.writing() as connection:
        queue.cancel(connection, QueuePen(clinic.journal, AT), job)


def test_reprints_are_numbered_and_their_reason_is_in_the_journal(clinic: Clinic) -> None:
    printer = MemoryPrinter()
    (job,) = put(clinic, 1)
    pen = QueuePen(clinic.journal, AT)
    with clinic.database.writing() as connection, pytest.raises(Refusal):
        queue.reprint(connection, pen, job, "smeared")
    print_waiting(press_of(clinic), printer)
    for reason in ("", "  ", "a\x1b[2J", "x" * 201):
        with clinic.database.writing() as connection, pytest.raises(Refusal):
            queue.reprint(connection, pen, job, reason)
    with clinic.database.writing() as connection:
        again = queue.reprint(connection, pen, job, "smeared")
    print_waiting(press_of(clinic), printer)
    with clinic.database.writing() as connection:
        queue.reprint(connection, pen, again, "lost")
    print_waiting(press_of(clinic), printer)
    assert printer.printed == [printer.printed[0]] * 3
    told = [(event.get("reprint"), event.get("reason")) for event in events(clinic, "label.printed")]
    assert told == [(None, None), (1, "smeared"), (2, "lost")]
    with clinic.database.reading() as connection:
        assert verify(connection).findings == ()


def test_the_journal_holds_codes_and_no_words_of_a_label(clinic: Clinic) -> None:
    put(clinic, 4)
    print_waiting(press_of(clinic), MemoryPrinter())
    with clinic.database.reading() as connection:
        bodies = b"".join(connection.exec_driver_sql("SELECT body FROM journal").scalars())
    assert item_code(904).encode() in bodies
    assert b"Item 4" not in bodies


OUTCOMES = st.lists(st.sampled_from(["out", "not_ready", "doubt"]), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(outcomes=OUTCOMES, answers=st.lists(st.booleans(), min_size=12, max_size=12))
def test_whatever_the_printer_does_each_label_is_printed_as_often_as_people_saw_it_missing(
    clinic: Clinic, outcomes: list[str], answers: list[bool]
) -> None:
    """A doubtful label came out or not as the person says; then every job's label has come out exactly once."""
    clinic.execute("DELETE FROM print_job")
    jobs = put(clinic, 1, 2, 3, 4)
    seen: list[bytes] = []
    said = iter(answers)
    for outcome in [*outcomes, *["out"] * 30]:
        faults = {"out": iter(()), "not_ready": iter([fault(False)]), "doubt": iter([fault(True)])}[outcome]
        printer = MemoryPrinter("zpl", faults)
        with suppress(PrinterFault):
            print_waiting(press_of(clinic), printer)
        seen += printer.printed
        with clinic.database.writing() as connection:
            for one in queue_listing.open_jobs(connection):
                if one.state is JobState.UNKNOWN:
                    has_come_out = next(said, True)
                    seen += [str(one.id).encode()] if has_come_out else []
                    queue.answer(connection, QueuePen(clinic.journal, AT), one.id, has_come_out=has_come_out)
    assert states(clinic) == ["confirmed"] * 4
    assert len(seen) == len(jobs)


@pytest.fixture
def killed_while_sending(clinic_file: Path, tmp_path: Path) -> Path:
    """Another process claims a job, says so, and is killed before it can say what became of it."""
    script = tmp_path / "dies.py"
    script.write_text(
        f"""
import time
from pathlib import Path
from tests.clinic import open_clinic
from tests.labelling.test_queue import press_of, put
from tracker.labelling.printing import print_waiting

class Sends:
    url, takes = "memory:zpl", "zpl"
    def send(self, content, title):
        print("sending", flush=True)
        time.sleep(60)

clinic = open_clinic(Path({str(clinic_file)!r}))
put(clinic, 1, 2)
print_waiting(press_of(clinic), Sends())
""",
        "utf-8",
    )
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, str(script)], cwd=root, env={"PYTHONPATH": str(root)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "sending\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return clinic_file


def test_a_program_killed_in_the_middle_of_a_label_leaves_a_question_not_a_second_label(
    killed_while_sending: Path, clinic: Clinic
) -> None:
    assert clinic.path == killed_while_sending
    assert states(clinic) == ["sending", "queued"]
    printer = MemoryPrinter()
    with pytest.raises(Refusal) as asked:
        print_waiting(press_of(clinic), printer)
    assert asked.value.code == "print_unknown"
    assert printer.printed == []
    assert states(clinic) == ["unknown", "queued"]
