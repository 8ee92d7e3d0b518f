"""Labels that name a patient, by command: one patient's at a time, never from a list, asked about when in doubt."""

from __future__ import annotations

from pathlib import Path

from tests.cli.labels_made import CMA
from tests.cli.test_commands import Run, clinic, run
from tests.cli.tubes_put import tube, tubes_of_two
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.station.opening import open_pen

__all__ = ["clinic", "run", "tube", "tubes_of_two"]


def test_labels_that_name_a_patient_are_not_printed_from_a_file(run: Run, tmp_path: Path) -> None:
    lines = "name,identifier,born,code\nDOE,MRN 1,1980-01-01,2600447102\n"
    (tmp_path / "tomorrow.csv").write_text(lines, "utf-8")
    arguments = ("label", "sheet", tmp_path / "tomorrow.csv", "--design", "tube")
    status, _, err = run(*arguments, "--to", tmp_path / "x.pdf")
    assert status == 1
    assert "in the patient's presence" in err
    assert not (tmp_path / "x.pdf").exists()
    assert run(*arguments, "--preview")[0] == 0, "looking at the design names nobody on paper"


def test_a_list_of_patients_is_no_way_to_their_labels(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "tomorrow.csv"
    table.write_text('name,identifier,born,code\n"DOE, JANE",MRN 1,1986-04-02,2600447102\n', "utf-8")
    status, _, err = run("label", "sheet", table, "--design", "tube", "--to", tmp_path / "x.pdf")
    assert status == 1
    assert "in the patient's presence" in err
    assert not (tmp_path / "x.pdf").exists()


def test_labels_of_two_patients_are_not_printed_at_once(
    clinic: Run, tubes_of_two: tuple[str, str], tmp_path: Path
) -> None:
    first, second = tubes_of_two
    again = ("--reason", "smeared", "--badge", CMA, "--to", tmp_path / "x.pdf")
    status, _, err = clinic("label", "specimen", first, second, *again)
    assert status == 1
    assert "several patients" in err
    assert not (tmp_path / "x.pdf").exists()
    assert clinic("label", "specimen", first, *again)[0] == 0
    first_label = (tmp_path / "x.pdf").read_bytes()
    status, _, err = clinic("label", "specimen", second, *again)
    assert (status, "not printed yet" in err) == (2, True), "another patient's label does not take its place"
    assert (tmp_path / "x.pdf").read_bytes() == first_label
    shown = ("--reason", "smeared", "--badge", CMA, "--preview", "--to", tmp_path / "y.pdf")
    status, _, err = clinic("label", "specimen", second, *shown)
    assert (status, "nothing was made" in err, (tmp_path / "y.pdf").exists()) == (2, True, False)
    database, _ = open_pen(load_settings())
    with database.reading() as connection:
        told = connection.exec_driver_sql(
            "SELECT count(*) FROM journal WHERE instr(body, ?)", (b'"kind":"label.reprinted"',)
        )
        assert told.scalar() == 1, "and is no reprint"
    database.close()


def test_a_patients_label_in_doubt_is_asked_about_on_the_command_line(
    clinic: Run, tubes_of_two: tuple[str, str], tmp_path: Path
) -> None:
    first, second = tubes_of_two
    with SimulatedPrinter(Trouble.DIES_IN_A_LABEL) as printer:
        to = f"zpl://127.1:{printer.port}"
        again = ("--reason", "lost", "--badge", CMA, "--to", to)
        status, _, err = clinic("label", "specimen", first, *again)
        assert (status, f"tracker queue no {first}" in err) == (3, True)
        printer.trouble = Trouble.NONE
        status, out, _ = clinic("queue")
        assert f"tracker queue yes {first}" in out
        assert "DOE" not in out.upper()
        assert "closed since" not in out, "the command ended by itself"
        assert "did not finish" in out, "the printer's own fault"
        for held in (("label", "specimen", second, *again), ("label", "item", "Povidone swab", "--to", to)):
            status, _, err = clinic(*held)
            assert (status, "not known yet" in err) == (1, True), "it may come out with what is sent next"
        assert printer.printed == []
        status, _, err = clinic("queue", "no", second)
        assert (status, "Nobody asks" in err) == (1, True)
        status, _, err = clinic("queue", "no", first)
        assert status == 0
        assert f"Not printed: {first[:8]} {first[8:]}" in err
        assert clinic("label", "specimen", first, *again)[0] == 0
        assert clinic("label", "specimen", second, *again)[0] == 0
        assert len(printer.printed) == 2
        assert clinic("queue", "print")[0] == 0, "the supply label that waited"
        assert len(printer.printed) == 3
    assert clinic("verify")[0] == 0
