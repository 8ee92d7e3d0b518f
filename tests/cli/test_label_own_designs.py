"""A clinic's own designs and files on the command line: none makes a second tube, or puts a patient into the queue."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.labels_made import CMA, codes_in
from tests.cli.own_designs import own
from tests.cli.test_commands import Run, clinic, run
from tests.cli.tubes_put import tube
from tests.labelling.test_suiting import WRONG
from tests.labels.example import GOOD
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter

__all__ = ["clinic", "run", "tube"]


@pytest.mark.parametrize(
    "design", ["wrong", "badge", "location_small", "item_small", "tube_blank", "aliquot", "command", "lot"]
)
def test_a_tubes_label_by_a_design_that_is_not_for_tubes_is_refused_with_its_file(
    clinic: Run, tmp_path: Path, tube: str, design: str
) -> None:
    own("wrong", GOOD.replace('"mine"', '"wrong"'))
    to = ("--to", tmp_path / "x.png", "--badge", CMA, "--reason", "smeared")
    status, _, err = clinic("label", "specimen", tube, *to, "--design", design)
    assert (status, "not for specimen labels" in err) == (2, True)
    assert f"{design}.toml" in err
    assert not (tmp_path / "x.png").exists()
    assert clinic("label", "specimen", tube, *to, "--design", "cryo")[0] == 0
    assert codes_in(tmp_path / "x.png") == {tube}


def test_a_specimens_label_is_not_printed_into_nothing(clinic: Run, tube: str) -> None:
    status, _, err = clinic("label", "specimen", tube, "--to", "memory:zpl", "--badge", CMA, "--reason", "smeared")
    assert (status, "memory:zpl prints nothing" in err) == (2, True)


@pytest.mark.parametrize("kind", ["", 'kind = "specimen"\n'])
def test_a_wrong_tube_of_the_clinics_own_is_not_used_unasked(clinic: Run, tmp_path: Path, tube: str, kind: str) -> None:
    own("tube", kind + WRONG.replace('"wrong"', '"tube"'))
    status, _, err = clinic(
        "label", "specimen", tube, "--to", tmp_path / "x.png", "--badge", CMA, "--reason", "smeared"
    )
    assert (status, "tube.toml" in err) == (2, True)
    assert not (tmp_path / "x.png").exists()


def test_a_design_with_a_patients_fields_prints_nothing_and_nothing_waits(clinic: Run, tmp_path: Path) -> None:
    own("mine", GOOD.replace('needs = ["code"]', 'needs = ["code", "dob"]').replace("{name}", "{name} {dob}"))
    table = tmp_path / "p.csv"
    table.write_text("name,dob,code\nDoe,1980-03-05,X1\n", "utf-8")
    with SimulatedPrinter() as printer:
        status, _, err = clinic("label", "sheet", table, "--design", "mine", "--to", f"zpl://127.0.0.1:{printer.port}")
        assert (status, "mine.toml: dob" in err) == (2, True)
        assert printer.printed == []
    assert clinic("queue")[1] == ""


def test_a_label_without_name_and_code_is_called_by_its_design(clinic: Run, tmp_path: Path) -> None:
    own("mine", GOOD.replace('"code"', '"vendor"').replace("{code}", "{vendor}"))
    (tmp_path / "v.csv").write_text("vendor\nX-1\n", "utf-8")
    with SimulatedPrinter() as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "sheet", tmp_path / "v.csv", "--design", "mine", "--to", to)[0] == 0
    assert "confirmed  mine  " in clinic("queue")[1]


def test_a_rolls_label_is_printed_again_only_in_place_of_a_destroyed_one(clinic: Run) -> None:
    with SimulatedPrinter() as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "roll", "--count", 2, "--to", to)[0] == 0
        status, _, err = clinic("queue", "reprint", 2, "--reason", "one more is needed")
        assert (status, "two tubes" in err) == (1, True)
        assert len(printer.printed) == 2
        status, _, err = clinic("queue", "reprint", 2, "--reason", "smeared")
        assert (status, "destroy the first, reprint 1" in err) == (0, True)
        assert len(printer.printed) == 3
        assert printer.printed[2] != printer.printed[1], "it says itself that it is a reprint"
        status, _, err = clinic("queue", "reprint", 2, "--reason", "another one please")
        assert (status, "A label that is destroyed is: smeared" in err) == (1, True)
    assert "destroy the first" in clinic("queue")[1]


def test_no_card_of_commands_scans_as_a_tube(clinic: Run, tmp_path: Path) -> None:
    own("command", WRONG.replace('"wrong"', '"command"'))
    status, _, err = clinic("label", "commands", "stock", "--to", tmp_path / "x.png")
    assert (status, "command.toml" in err, "says '2600002260'" in err) == (2, True, True)
    assert not (tmp_path / "x.png").exists()


PRINTERS = '[[printers]]\nname = "office"\nurl = "cups:OFFICE"\nlabels = ["supply"]\ndpi = 300\n'


@pytest.mark.parametrize("to", [("--to", "cups:OFFICE"), ("--to", "office"), ("--to", "Office"), ()])
def test_an_offset_is_not_lost_however_the_printer_is_named(clinic: Run, to: tuple[str, ...]) -> None:
    settings = load_settings().home / "settings.toml"
    settings.write_text(settings.read_text("utf-8") + PRINTERS, "utf-8")
    status, _, err = clinic("label", "item", "--all", "--stock", "5160", "--offset", "0.8,-1", *to)
    assert (status, "find their sheet's offset in its file" in err) == (2, True)
    assert clinic("queue")[1] == ""


def test_a_pipe_among_the_designs_holds_nothing_up(clinic: Run, tmp_path: Path) -> None:
    own("deep", "x = " + "[" * 49_000 + "]" * 49_000)
    os.mkfifo(load_settings().home / "labels" / "pipe.toml")
    status, _, err = clinic("label", "item", "I00010474", "--to", tmp_path / "x.png")
    assert status == 0
    assert "2 of your own designs are faulty: tracker doctor" in err
    assert "pipe.toml" not in err
    for design, said in (("pipe", "pipe.toml cannot be read: it is no file"), ("deep", "deep.toml is not TOML")):
        status, _, err = clinic("label", "item", "I00010474", "--design", design, "--to", tmp_path / "x.png")
        assert (status, said in err, "faulty" in err) == (2, True, False)
    status, out, err = clinic("doctor")
    assert status == 1
    assert "Label design pipe" in out + err
    (load_settings().home / "labels" / "pipe.toml").unlink()
    assert "1 of your own designs is faulty: tracker doctor" in clinic("label", "item", "--all", "--preview")[2]


def test_a_design_that_is_refused_takes_no_numbers_of_a_roll(clinic: Run, tmp_path: Path) -> None:
    assert clinic("label", "roll", "--count", 3, "--design", "tube", "--to", tmp_path / "x.pdf")[0] != 0
    status, out, _ = clinic("label", "roll", "--count", 1, "--to", tmp_path / "x.pdf")
    assert status == 0
    first = out.split("\n")[0]
    assert clinic("label", "roll", "--count", 3, "--design", "tube", "--to", tmp_path / "x.pdf")[0] != 0
    status, out, _ = clinic("label", "roll", "--count", 1, "--to", tmp_path / "x.pdf")
    assert int(out.split("\n")[0][:8]) == int(first[:8]) + 1
