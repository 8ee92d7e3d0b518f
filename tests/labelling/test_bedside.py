"""At the patient's side: printed now or told why not, and no name is left anywhere but on the label."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import cv2
import pytest
import zxingcpp

from labels.loading import own_designs
from tests.labelling.patients import JANE
from tests.labelling.test_killed import ROOT
from tracker.barcodes.house import requisition_code, specimen_code
from tracker.config import load_settings
from tracker.errors import ConfigurationError, Refusal
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.labelling.bedside import FOLDER, SpecimenLabelFault, print_specimen_labels, specimen_destination
from tracker.labelling.label_files import discard_labels, discard_unfinished
from tracker.labelling.specimens import Tube, of_specimen
from tracker.labelling.wanted import Wanted
from tracker.specimens.patients import Patient
from tracker.station.examining_printers import examine_printers

NUMBERS = tuple(specimen_code(26_004_471 + n) for n in range(3))


def label(number: str, patient: Patient = JANE) -> Wanted:
    return of_specimen(Tube(number, "EDTA lavender", ("CBC",), requisition_code(31)), patient, None)


LABELS = [label(number) for number in NUMBERS]


def test_labels_that_a_killed_lp_had_handed_over_are_all_in_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lp").write_text(f"#!/bin/sh\ncat > {tmp_path}/got\nkill -9 $$\n", "utf-8")
    (tmp_path / "lp").chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(SpecimenLabelFault) as fault:
        print_specimen_labels("cups:front", LABELS, own_designs())
    assert (tmp_path / "got").read_bytes().startswith(b"%PDF"), "CUPS has them"
    assert (fault.value.doubtful, fault.value.rest) == (NUMBERS, ())
    assert "Nothing was printed" not in fault.value.hint


def test_each_label_comes_out_of_the_label_printer_once() -> None:
    with SimulatedPrinter() as printer:
        assert print_specimen_labels(f"zpl://127.0.0.1:{printer.port}", LABELS, own_designs())
        assert len(printer.printed) == 3
        assert len(set(printer.printed)) == 3


@pytest.mark.parametrize(
    ("trouble", "may_have_printed"),
    [
        (Trouble.PAPER_OUT, False),
        (Trouble.HEAD_OPEN, False),
        (Trouble.RUBBISH, False),
        (Trouble.PAPER_OUT_AFTER, True),
        (Trouble.DIES_IN_A_LABEL, True),
    ],
)
def test_a_fault_says_whether_a_label_may_have_come_out(trouble: Trouble, may_have_printed: bool) -> None:
    with SimulatedPrinter(trouble) as printer:
        with pytest.raises(PrinterFault) as fault:
            print_specimen_labels(f"zpl://127.0.0.1:{printer.port}", LABELS, own_designs())
        assert fault.value.may_have_printed is may_have_printed
        assert bool(printer.printed) <= may_have_printed
        assert "DOE" not in fault.value.message


def test_a_label_that_cannot_be_drawn_stops_all_before_anything_is_sent(tmp_path: Path) -> None:
    bad = [*LABELS, label(specimen_code(9), Patient("\u05d3", "x", JANE.born, "1"))]
    with SimulatedPrinter() as printer:
        for destination in (f"zpl://127.0.0.1:{printer.port}", tmp_path / FOLDER):
            with pytest.raises(Refusal):
                print_specimen_labels(destination, bad, own_designs())
        assert printer.printed == []
    assert not (tmp_path / FOLDER).exists()


def test_without_a_printer_each_label_is_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    destination = specimen_destination(settings)
    assert destination == tmp_path / FOLDER
    (tmp_path / FOLDER).mkdir(mode=0o755)
    assert print_specimen_labels(destination, LABELS, own_designs())
    files = sorted((tmp_path / FOLDER).iterdir())
    assert [one.name for one in files] == [f"specimen-{number}.pdf" for number in sorted(NUMBERS)]
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed")
def test_a_file_of_a_label_reads_as_its_specimen(tmp_path: Path) -> None:
    print_specimen_labels(tmp_path, LABELS[:1], own_designs())
    source, picture = tmp_path / f"specimen-{NUMBERS[0]}.pdf", tmp_path / "x"
    subprocess.run(["pdftoppm", "-r", "300", "-singlefile", "-png", str(source), str(picture)], check=True)
    found = zxingcpp.read_barcodes(cv2.imread(str(picture.with_suffix(".png"))))
    assert [one.text for one in found] == [NUMBERS[0]] * 2


def test_what_cannot_be_deleted_is_told_by_file_and_the_rest_is_gone(tmp_path: Path) -> None:
    print_specimen_labels(tmp_path, LABELS, own_designs())
    stuck = tmp_path / f"specimen-{NUMBERS[1]}.pdf"
    stuck.unlink()
    stuck.mkdir()
    troubles = discard_labels(tmp_path, (*NUMBERS, specimen_code(9)))
    assert [trouble.partition(":")[0] for trouble in troubles] == [str(stuck)]
    assert list(tmp_path.iterdir()) == [stuck]
    assert discard_labels(tmp_path / "nowhere", NUMBERS) == ()


def test_a_folder_that_cannot_be_made_printed_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PrinterFault) as fault:
        print_specimen_labels(tmp_path / "file" / FOLDER, LABELS, own_designs())
    assert fault.value.may_have_printed is False
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / f"specimen-{NUMBERS[1]}.pdf").mkdir()
    with pytest.raises(PrinterFault) as fault:
        print_specimen_labels(tmp_path / FOLDER, LABELS, own_designs())
    assert fault.value.may_have_printed is True


def test_a_setting_that_names_no_printer_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('specimen_printer = "teleport:x"\n', "utf-8")
    with pytest.raises(ConfigurationError):
        print_specimen_labels(specimen_destination(load_settings(tmp_path)), LABELS, own_designs())


def test_what_a_killed_program_had_begun_to_write_is_found_and_deleted(tmp_path: Path) -> None:
    """A name stands on it, and it lies where nobody looks."""
    program = (
        "import resource, signal; from pathlib import Path; from tracker.hardware.printers.files import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); resource.setrlimit(resource.RLIMIT_FSIZE, (4, 4))\n"
        f"write_whole(Path({str(tmp_path)!r}) / 'specimen-1.pdf', b'DOE, JANE')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -signal.SIGXFSZ, "the system has killed it in the middle of the file"
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".")
    assert discard_unfinished(tmp_path) == ()
    assert left.exists(), "it may be another window's, which writes it just now"
    os.utime(left, (0, 0))
    assert discard_unfinished(tmp_path) == ()
    assert not left.exists()


@pytest.mark.parametrize("named", ["file:labels.pdf", "labels.pdf", "/tmp/labels.zpl"])
def test_no_single_file_stands_for_the_printer_of_specimens(tmp_path: Path, named: str) -> None:
    """A second patient's label would take the place of the first one's before anybody has printed it."""
    (tmp_path / "settings.toml").write_text(f'specimen_printer = "{named}"\n', "utf-8")
    settings = load_settings(tmp_path)
    with pytest.raises(ConfigurationError) as refused:
        specimen_destination(settings)
    assert refused.value.code == "specimen_printer_file"
    assert "specimen-labels" in refused.value.hint
    assert "Specimen labels" in [one.about for one in examine_printers(settings) if one.state == "fault"]
