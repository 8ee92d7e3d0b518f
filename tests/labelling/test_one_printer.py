"""A printer in doubt is the same printer under each of its names."""

from __future__ import annotations

import pytest

from tests.clinic import AT, Clinic
from tests.labelling.test_queue import label
from tracker.errors import Refusal
from tracker.hardware.printers.one_printer import may_be_one
from tracker.labelling import queue
from tracker.labelling.print_jobs import JobState, PrintSetting
from tracker.labelling.queue import QueuePen


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zpl://127.0.0.1", "zpl://localhost:9100"),
        ("zpl://127.1", "zpl://127.0.0.1:9100/"),
        ("zpl://[::ffff:127.0.0.1]", "zpl://127.0.0.1"),
        ("zpl://[::1]", "zpl://LOCALHOST."),
        ("zpl://[::ffff:10.0.0.7]", "zpl://10.0.7"),
        ("zpl://0x0a.0.0.7", "zpl://10.0.0.7"),
        ("brother-ql://10.0.0.7/QL-820NWB/62", "brother-ql://10.0.0.7:9100/QL-800/62"),
        ("cups:Labels", "cups:Labels"),
        ("cups:LAB@localhost", "cups:lab"),
        ("zpl://[64:ff9b::10.0.0.7]", "zpl://10.0.0.7"),
        ("zpl://[64:ff9b::a00:7]", "zpl://[::ffff:10.0.0.7]"),
        ("zpl://10.0.0.7", "zpl://[fd00::7]"),
    ],
)
def test_one_printer_however_it_is_named(one: str, other: str) -> None:
    assert may_be_one(one, other)
    assert may_be_one(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zpl://10.0.0.7", "zpl://10.0.0.8"),
        ("zpl://10.0.0.7:9101", "zpl://10.0.0.7:9100"),
        ("cups:A", "cups:B"),
        ("zpl://[64:ff9b::10.0.0.8]", "zpl://10.0.0.7"),
        ("zpl://[fd00::8]", "zpl://[fd00::7]"),
        ("zpl://10.0.0.7", "file:labels.pdf"),
    ],
)
def test_two_printers_are_two(one: str, other: str) -> None:
    assert not may_be_one(one, other)


def test_a_name_that_the_network_does_not_know_may_be_any_printers() -> None:
    """``invalid`` is no network's (RFC 6761)."""
    assert may_be_one("zpl://tubes.invalid", "zpl://10.0.0.7")
    assert not may_be_one("zpl://tubes.invalid", "cups:tubes")


def test_a_job_in_doubt_under_one_name_holds_up_what_is_printed_under_another(clinic: Clinic) -> None:
    with clinic.database.writing() as connection:
        pen = QueuePen(clinic.journal, AT)
        job = queue.enqueue(connection, pen, "zpl://127.1", [label(1)], PrintSetting(203))
        connection.exec_driver_sql("UPDATE print_job SET state = ? WHERE id = ?", (JobState.UNKNOWN.value, job))
        queue.enqueue(connection, pen, "zpl://[::1]:9100", [label(2)], PrintSetting(203))
    with clinic.database.writing() as connection, pytest.raises(Refusal, match="may have come out"):
        queue.claim_next(connection, "zpl://[::ffff:127.0.0.1]")
