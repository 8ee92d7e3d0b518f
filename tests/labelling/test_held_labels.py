"""What a printer still holds comes out once it can print again: whoever answered truthfully gets no label twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from labels.loading import own_designs
from labels.stocks import own_stocks
from tests.clinic import AT, Clinic
from tests.labelling.test_queue import events, label, states
from tracker.errors import Refusal
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.printers.zebra import ZebraPrinter
from tracker.labelling import queue, queue_listing
from tracker.labelling.print_jobs import JobState, PrintSetting, in_pieces, told_together
from tracker.labelling.printing import Press, print_waiting
from tracker.labelling.queue import QueuePen


@pytest.fixture
def device() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as made:
        yield made


def pen_of(clinic: Clinic) -> QueuePen:
    return QueuePen(clinic.journal, AT)


def put(clinic: Clinic, printer: str, copies: int = 1) -> None:
    pieces, each = in_pieces("zpl", [label(1)], copies)
    with clinic.database.writing() as connection:
        for piece in pieces:
            queue.enqueue(connection, pen_of(clinic), printer, piece, PrintSetting(203, each))


def go_on(clinic: Clinic, device: SimulatedPrinter) -> str:
    """Print what waits; the code of what stood in the way. Impatient only where no answer comes: one that a busy machine
    holds up is no silence."""
    press = Press(clinic.database, lambda: pen_of(clinic), own_designs(), own_stocks())
    answer_s = 1.0 if device.trouble is Trouble.SILENT else 20.0
    printer = ZebraPrinter("127.0.0.1", device.port, answer_s=answer_s, patience_s=0.4, poll_s=0.01)
    try:
        print_waiting(press, printer)
    except (PrinterFault, Refusal) as error:
        return error.code
    return ""


def answer(clinic: Clinic, *, has_come_out: bool) -> None:
    with clinic.database.writing() as connection:
        (one,) = (each for each in queue_listing.open_jobs(connection) if each.state is JobState.UNKNOWN)
        queue.answer(connection, pen_of(clinic), one.id, has_come_out=has_come_out)


def url_of(device: SimulatedPrinter, host: str = "127.0.0.1") -> str:
    return f"zpl://{host}:{device.port}"


def test_of_three_copies_one_came_out_and_the_other_two_follow(clinic: Clinic, device: SimulatedPrinter) -> None:
    device.trouble = Trouble.PAPER_OUT_AFTER
    put(clinic, url_of(device), 3)
    assert go_on(clinic, device) == "printer_paper_out"
    assert states(clinic) == ["unknown", "queued", "queued"]
    answer(clinic, has_come_out=True)
    device.trouble = Trouble.NONE
    assert go_on(clinic, device) == ""
    assert len(device.printed) == 3


def test_a_no_while_the_printer_holds_the_label_asks_again_and_prints_nothing(
    clinic: Clinic, device: SimulatedPrinter
) -> None:
    device.trouble = Trouble.STUCK
    put(clinic, url_of(device), 3)
    assert go_on(clinic, device) == "printer_stuck"
    answer(clinic, has_come_out=False)
    assert go_on(clinic, device) == "printer_holds_labels"
    assert states(clinic) == ["unknown", "queued", "queued"]
    with clinic.database.reading() as connection:
        assert "say NO again" in queue_listing.open_jobs(connection)[0].fault
    device.trouble = Trouble.NONE
    assert len(device.printed) == 1, "it came out by itself"
    assert go_on(clinic, device) == "print_unknown"
    answer(clinic, has_come_out=True)
    assert go_on(clinic, device) == ""
    assert len(device.printed) == 3


@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.PAUSED, Trouble.HEAD_OPEN])
def test_a_no_that_the_printer_cannot_bear_out_asks_again(
    clinic: Clinic, device: SimulatedPrinter, trouble: Trouble
) -> None:
    device.trouble = Trouble.STUCK
    put(clinic, url_of(device))
    go_on(clinic, device)
    device.trouble = trouble
    answer(clinic, has_come_out=False)
    go_on(clinic, device)
    assert states(clinic) == ["unknown"]


def test_switched_off_and_on_it_holds_nothing_and_a_no_prints_it_once(clinic: Clinic, device: SimulatedPrinter) -> None:
    device.trouble = Trouble.STUCK
    put(clinic, url_of(device), 3)
    go_on(clinic, device)
    device.switch_off_and_on()
    device.trouble = Trouble.NONE
    answer(clinic, has_come_out=False)
    assert go_on(clinic, device) == ""
    assert len(device.printed) == 3
    assert len(events(clinic, "label.answered")) == 1


def test_a_label_that_was_never_sent_waits_behind_what_the_printer_holds(
    clinic: Clinic, device: SimulatedPrinter
) -> None:
    """Another computer's labels: nothing of ours is in doubt."""
    device.trouble = Trouble.STUCK
    with pytest.raises(PrinterFault):
        ZebraPrinter("127.0.0.1", device.port, answer_s=20.0, patience_s=0.2, poll_s=0.01).send(b"^XA^XZ", "another's")
    put(clinic, url_of(device))
    assert go_on(clinic, device) == "printer_holds_labels"
    assert states(clinic) == ["queued"]


def test_one_printer_is_one_however_its_host_is_spelt(clinic: Clinic, device: SimulatedPrinter) -> None:
    device.trouble = Trouble.DIES_IN_A_LABEL
    put(clinic, url_of(device))
    go_on(clinic, device)
    device.trouble = Trouble.NONE
    for host in ("localhost", "LOCALHOST", "127.0.0.2"):
        put(clinic, url_of(device, host))
    assert go_on(clinic, device) == "print_unknown"
    assert device.printed == []
    answer(clinic, has_come_out=False)
    assert go_on(clinic, device) == ""
    assert len(device.printed) == 4


def test_copies_are_told_of_together(clinic: Clinic, device: SimulatedPrinter) -> None:
    put(clinic, url_of(device), 3)
    with clinic.database.reading() as connection:
        jobs = queue_listing.open_jobs(connection)
    assert [job.about for job in jobs] == ["Item 1, 1 of 3", "Item 1, 2 of 3", "Item 1, 3 of 3"]
    assert told_together(jobs) == "Item 1 × 3"
    assert told_together(jobs[:1]) == "Item 1, 1 of 3"
