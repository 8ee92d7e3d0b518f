"""``tracker queue``: what waits, what is in doubt, and printing again, by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_commands import Run, clinic, run
from tests.clinic import AT, Clinic
from tests.labelling.test_queue import PRINTER, put
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.labelling.print_jobs import JobState
from tracker.labelling.queue import QueuePen, claim_next, settle
from tracker.people.review_lines import Looked
from tracker.people.reviews import unsigned
from tracker.station.opening import open_pen

__all__ = ["clinic", "run"]


def test_a_label_in_doubt_is_answered_and_the_queue_goes_on(clinic: Run) -> None:
    with SimulatedPrinter(Trouble.PAPER_OUT_AFTER) as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        status, _, err = clinic("label", "item", "I00010474", "I00010377", "--to", to)
        assert (status, len(printer.printed)) == (3, 1)
        assert "Look which labels came out" in err
        _, out, _ = clinic("queue")
        assert "tracker queue yes 1, or: tracker queue no 1. Before NO" in out
        assert "   1  unknown " in out
        assert "   2  queued " in out
        printer.trouble = Trouble.NONE
        assert clinic("queue", "print")[0] == 1
        assert clinic("queue", "yes", 1)[0] == 0
        assert clinic("queue", "print")[0] == 0
        assert len(printer.printed) == 2
        assert clinic("queue", "reprint", 2)[0] == 1
        assert clinic("queue", "reprint", 2, "--reason", "smeared")[0] == 0
        assert len(printer.printed) == 3
        assert "reprint 1 of 2 (smeared)" in clinic("queue")[1]
    assert clinic("verify")[0] == 0


def test_a_no_is_looked_into_at_once_and_of_three_copies_three_come_out(clinic: Run) -> None:
    with SimulatedPrinter(Trouble.DIES_IN_A_LABEL) as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        status, _, err = clinic("label", "item", "I00010474", "--copies", 3, "--to", to)
        assert (status, len(printer.printed)) == (3, 0)
        assert "1 of 3) come out?" in err
        assert "switch the printer off and on" in err
        printer.trouble = Trouble.NONE
        assert clinic("queue", "no", 1)[0] == 0
        assert len(printer.printed) == 3


def test_a_reprint_that_fails_says_that_it_waits(clinic: Run) -> None:
    with SimulatedPrinter() as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "item", "I00010474", "--to", to)[0] == 0
        printer.trouble = Trouble.PAPER_OUT
        for waiting in ("1 job waits", "2 jobs wait"):
            status, _, err = clinic("queue", "reprint", 1, "--reason", "smeared")
            assert status == 3
            assert waiting in err
            assert "tracker queue print" in err
        assert len(printer.printed) == 1


def test_a_printer_is_called_by_its_name_and_its_address_stands_behind(clinic: Run, tmp_path: Path) -> None:
    with SimulatedPrinter(Trouble.PAPER_OUT) as printer:
        settings = tmp_path / "home" / "settings.toml"
        url = f"zpl://127.0.0.1:{printer.port}"
        named = f'[[printers]]\nname = "supply"\nurl = "zpl://LOCALHOST:{printer.port}"\nlabels = ["supply"]\n'
        settings.write_text(settings.read_text("utf-8") + named, "utf-8")
        assert "The printer supply did not print" in clinic("label", "item", "I00010474")[2]
        assert f"supply ({url})" in clinic("queue")[1]
        printer.trouble = Trouble.NONE
        assert f"printed by supply ({url})" in clinic("label", "item", "I00010474")[2]


def test_cards_of_commands_for_an_office_printer_go_through_the_queue(
    clinic: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    lp = tmp_path / "lp"
    lp.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    lp.chmod(0o755)
    status, _, err = clinic("label", "commands", "stock", "paper", "--to", "cups:Front")
    assert status == 3
    assert "2 jobs wait" in err
    lp.write_text(f"#!/bin/sh\ncat > {tmp_path}/card$(ls {tmp_path} | grep -c card).pdf\n", "utf-8")
    assert clinic("queue", "print")[0] == 0
    cards = sorted(tmp_path.glob("card*.pdf"))
    assert [card.read_bytes()[:5] for card in cards] == [b"%PDF-"] * 2
    listed = clinic("queue")[1]
    assert "card Command barcodes" in listed
    assert listed.count(" sent ") == 2
    assert clinic("queue", "reprint", 1, "--reason", "smeared")[0] == 0
    assert len(list(tmp_path.glob("card*.pdf"))) == 3


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("nonsense",), 2), (("yes",), 2), (("print", 1), 2), (("yes", 9), 1), (("cancel", 9), 1), (("list",), 0)],
)
def test_the_queue_answers_what_it_does_not_understand(clinic: Run, arguments: tuple[object, ...], status: int) -> None:
    assert clinic("queue", *arguments)[0] == status


def two_jobs_of_one_that_dies(clinic: Run) -> None:
    with SimulatedPrinter(Trouble.DIES_IN_A_LABEL) as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "item", "I00010474", "I00010377", "--to", to)[0] == 3
    status, _, err = clinic("queue", "no", 1)
    assert (status, "cannot be reached" in err, "--gone" in err) == (3, True, True)
    assert "   1  unknown " in clinic("queue")[1]


def test_for_a_printer_that_is_gone_for_good_nothing_waits_any_more(clinic: Run) -> None:
    """It may stand in a cupboard with the label in it: what was asked for anew elsewhere is not to come out there, too."""
    two_jobs_of_one_that_dies(clinic)
    status, _, err = clinic("queue", "no", 1, "--gone")
    assert (status, "Cancelled, since its printer is gone: 1 (" in err, ", 2 (" in err) == (0, True, True)
    listed = clinic("queue")[1]
    assert ("   1  cancelled " in listed, "   2  cancelled " in listed) == (True, True)
    database, _ = open_pen(load_settings())
    with database.reading() as connection:
        noticed = [each.code for each in unsigned(connection, Looked())]
        assert noticed.count("printer_gone") == 1, "in the review"
    database.close()


def test_or_it_is_printed_by_another(clinic: Run) -> None:
    two_jobs_of_one_that_dies(clinic)
    with SimulatedPrinter() as other:
        status, _, err = clinic("queue", "no", 1, "--gone", "--to", f"zpl://127.0.0.1:{other.port}")
        assert (status, "2 jobs printed by" in err, len(other.printed)) == (0, True, 2)
    assert clinic("queue", "yes", 1, "--to", "x.pdf")[0] == 2
    assert clinic("verify")[0] == 0


def test_a_job_is_not_moved_to_the_printer_that_is_gone(clinic: Run) -> None:
    with SimulatedPrinter(Trouble.DIES_IN_A_LABEL) as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "item", "I00010474", "--to", to)[0] == 3
    status, _, err = clinic("queue", "no", 1, "--gone", "--to", to)
    assert (status, "is the printer that is gone" in err) == (2, True)
    assert "   1  unknown " in clinic("queue")[1]


def test_a_queues_printer_that_is_silent_is_not_gone(clinic: Run) -> None:
    with SimulatedPrinter(Trouble.PAPER_OUT_UNDER_A_LABEL) as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "item", "I00010474", "--to", to)[0] == 3
        for trouble in (Trouble.SILENT, Trouble.RUBBISH):
            printer.trouble = trouble
            status, _, err = clinic("queue", "no", 1, "--gone")
            assert (status, "it is not gone" in err) == (3, True)
            assert "   1  unknown " in clinic("queue")[1]
        printer.trouble = Trouble.NONE
        assert len(printer.printed) == 1


def test_the_job_in_doubt_is_the_first_that_is_listed_however_many_came_after_it(clinic: Run) -> None:
    settings = load_settings()
    database, journal = open_pen(settings)
    put(Clinic(settings.database, database, journal), *range(1, 46))
    with database.writing() as connection:
        pen = QueuePen(journal, AT)
        first = claim_next(connection, PRINTER)
        assert first is not None
        settle(connection, pen, first.id, JobState.UNKNOWN, "The printer is out of labels.")
    database.close()
    lines = clinic("queue")[1].splitlines()
    assert lines[0].startswith("   1  unknown ")
    assert "tracker queue yes 1" in lines[1]
    assert [int(line.split()[0]) for line in lines[2:-1]] == list(range(2, 31)), "then what waits, in its order"
    assert lines[-1] == "   …  and 15 more"


def test_a_job_that_waits_in_vain_is_named_by_queue_and_doctor_and_keeps_no_others_label(clinic: Run) -> None:
    with SimulatedPrinter(Trouble.PAPER_OUT) as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "item", "I00010474", "--to", to)[0] == 3
        assert clinic("label", "location", "Exam 2", "--to", to)[0] == 3
        settings = load_settings()
        database, _ = open_pen(settings)
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE print_job SET labels = '{' WHERE id = 1")
            connection.exec_driver_sql(
                "UPDATE location SET path = 'Annex · Exam 2', name = 'Exam 22' WHERE name = 'Exam 2'"
            )
        database.close()
        printer.trouble = Trouble.NONE
        status, out, _ = clinic("queue")
        assert (status, "cannot be read" in out) == (0, True)
        out = clinic("doctor")[1]
        assert ("job 1: What is to be printed cannot be read" in out, "job 2: Exam 2: " in out) == (True, True), out
        status, _, err = clinic("label", "item", "I00010377", "--to", to)
        assert (status, "! Job 1 is not printed" in err, len(printer.printed)) == (0, True, 1), err
        status, _, err = clinic("queue", "print")
        assert (status, "tracker queue cancel 1" in err) == (1, True), err
        for job in (1, 2):
            assert clinic("queue", "cancel", job)[0] == 0
        assert clinic("queue", "print")[0] == 0
        assert len(printer.printed) == 1
    assert "Print queue" not in clinic("doctor")[1]
