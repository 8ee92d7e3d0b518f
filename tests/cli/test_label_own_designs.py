"""A clinic's own designs and files on the command line: none makes a second tube, or puts a patient into the queue."""

from __future__ import annotations

import os
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.labels_made import CMA, codes_in
from tests.cli.test_commands import Run, clinic, run
from tests.clinic import Clinic
from tests.labelling.patients import NUMBER, put_requisition, put_tube
from tests.labelling.test_suiting import WRONG
from tests.labels.test_designs import GOOD
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code, item_code, requisition_code, specimen_code
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.specimens.patients import Patient
from tracker.station.opening import open_pen, open_vault

__all__ = ["clinic", "run"]


def own(name: str, content: str) -> None:
    folder = load_settings().home / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(content, "utf-8")


@pytest.fixture
def tube(clinic: Run) -> str:
    settings = load_settings()
    database, journal = open_pen(settings)
    here = Clinic(settings.database, database, journal)
    number = put_tube(here, NUMBER, put_requisition(here, number=90_031, vault=open_vault(settings)))
    database.close()
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    return number


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


def test_a_file_makes_no_label_with_a_tubes_number(clinic: Run, tmp_path: Path) -> None:
    table = tmp_path / "r.csv"
    own("mine", GOOD)
    for content, design in (
        (f"code\n{NUMBER}\n", "tube_blank"),
        (f"code\n{NUMBER}\n", "mine"),
        (f"name,code\nGauze,{NUMBER}\n", "item"),
        (f"name,code\n{NUMBER},EQ-1\n", "equipment"),
    ):
        table.write_text(content, "utf-8")
        with SimulatedPrinter() as printer:
            to = ("--copies", 2, "--to", f"zpl://127.0.0.1:{printer.port}")
            status, _, err = clinic("label", "sheet", table, "--design", design, *to)
            assert status == 1, err
            assert printer.printed == []
        assert "label roll" in err
    assert clinic("queue")[1] == ""


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


def test_equipment_is_labelled_from_a_file(clinic: Run, tmp_path: Path) -> None:
    status, _, err = clinic("label", "equipment", "Centrifuge 2", "--to", tmp_path / "x.png")
    assert (status, "label sheet equipment.csv --design equipment" in err, "--name" in err) == (2, True, True)
    (tmp_path / "equipment.csv").write_text("name,code,due\nCentrifuge 2,EQ-0042,2027-03-01\n", "utf-8")
    sheet = ("label", "sheet", tmp_path / "equipment.csv", "--design", "equipment")
    assert clinic(*sheet, "--to", tmp_path / "x.png")[0] == 0
    assert codes_in(tmp_path / "x.png") == {"EQ-0042"}


def test_one_piece_of_equipment_is_labelled_by_its_name_and_number(clinic: Run, tmp_path: Path) -> None:
    equipment = ("label", "equipment", "--name", "Centrifuge 2", "--number")
    assert clinic(*equipment, "EQ-0042", "--to", tmp_path / "x.png")[0] == 0
    assert codes_in(tmp_path / "x.png") == {"EQ-0042"}
    with SimulatedPrinter() as printer:
        assert clinic(*equipment, "EQ-0042", "--to", f"zpl://127.0.0.1:{printer.port}")[0] == 0
        assert len(printer.printed) == 1
    assert "Centrifuge 2" in clinic("queue")[1]
    taken = ("L0010239", "C000162", "2600002260", "B0000000723", "4006381333931", "09520101000408", "N000000003134")
    for number in (*taken, "0109520101000408", "EQ^]1", "EQ[1]"):
        status, _, err = clinic(*equipment, number, "--to", tmp_path / "y.png")
        assert status == 1, f"{number} would be another thing: {err}"
    for lacking in (("--name", "Centrifuge 2"), ("--number", "EQ-0042"), ("--name", " ", "--number", "EQ-0042")):
        assert clinic("label", "equipment", *lacking, "--to", tmp_path / "y.png")[0] == 2
    assert clinic("label", "item", "I00010474", "--name", "x", "--to", tmp_path / "y.png")[0] == 2
    assert not (tmp_path / "y.png").exists()


def test_equipment_from_a_file_has_no_number_that_is_a_products(clinic: Run, tmp_path: Path) -> None:
    table = tmp_path / "equipment.csv"
    table.write_text("name,code\nCentrifuge 2,EQ-0042\nScale,4006381333931\n", "utf-8")
    status, out, _ = clinic("label", "sheet", table, "--design", "equipment", "--to", tmp_path / "x.png")
    assert (status, "line 3, code: 4006381333931 is the code of a product" in out) == (1, True)
    assert not (tmp_path / "x.png").exists()


def test_equipments_numbers_are_no_words_for_other_things(clinic: Run, tmp_path: Path) -> None:
    numbers = ("YES", "no", "Hand-off", "LOST IN TRANSIT", "1", "00042", "0940", "09:40", "2026-11-16", "B17", "L3")
    units = ("106141411234567897", "00106141411234567897", "(00)106141411234567897")
    table = tmp_path / "equipment.csv"
    table.write_text("name,code\n" + "".join(f"Scale {n},{n}\n" for n in (*numbers, *units)), "utf-8")
    with SimulatedPrinter() as printer:
        sheet = ("label", "sheet", table, "--design", "equipment", "--to", f"zpl://127.0.0.1:{printer.port}")
        status, out, _ = clinic(*sheet)
        assert status == 1
        for line, number in enumerate((*numbers, *units), start=2):
            assert f"line {line}, code: " in out, f"{number}: {out}"
            one = ("label", "equipment", "--name", "Scale", "--number", number, "--to", tmp_path / "x.png")
            assert clinic(*one)[0] == 1, number
        assert printer.printed == []
    assert not (tmp_path / "x.png").exists()
    own_number = ("label", "equipment", "--name", "Scale", "--number")
    for number in ("EQ-0042", "104233", "CENTRIFUGE-2", "YES-NO", "SN7781"):
        assert clinic(*own_number, number, "--to", tmp_path / "x.png")[0] == 0, number


@pytest.mark.parametrize(
    "number",
    [
        *(
            f"{NUMBER[:8]}-{NUMBER[8:]}",
            f"EQ {NUMBER[:4]}.{NUMBER[4:]}",
            "19810505",
            "5/5/1981",
            "05.05.81",
            "5 May 1981",
        ),
        *("12.30", "12h30", "12:30:15", "CMA 08", "cma-08", "Povidone swab", "Tulpenbrug", "MR-810233", "mr 810233"),
        "810233",
    ],
)
def test_nor_a_tubes_number_a_date_or_what_a_person_an_item_or_a_patient_is_called(
    clinic: Run, tmp_path: Path, tube: str, number: str
) -> None:
    settings = load_settings()
    database, journal = open_pen(settings)
    named = Patient("van der Tulpenbrug", "Ruzena", date(1981, 5, 5), "MR-810233")
    put_requisition(
        Clinic(settings.database, database, journal), number=90_032, vault=open_vault(settings), patient=named
    )
    database.close()
    equipment = ("label", "equipment", "--name", "Pump", "--number")
    status, _, err = clinic(*equipment, number, "--to", tmp_path / "x.png")
    assert status == 1, err
    table = tmp_path / "e.csv"
    table.write_text(f"name,code\nPump,{number}\nScale,EQ-7\n", "utf-8")
    sheet = ("label", "sheet", table, "--design")
    assert clinic(*sheet, "equipment", "--to", tmp_path / "x.pdf")[0] == 1
    assert {*tmp_path.glob("x.*")} == set()
    for good in ("EQ-0042", "EQ-20240115", "104233"):
        assert clinic(*equipment, good, "--to", tmp_path / "x.png")[0] == 0, good


def test_no_symbol_from_a_file_says_a_patients_number(clinic: Run, tmp_path: Path, tube: str) -> None:
    shipped = (files("labels") / "designs" / "lot_local.toml").read_text("utf-8")
    own("lots", shipped.replace('name = "lot_local"', 'name = "lots"'))
    settings = load_settings()
    database, journal = open_pen(settings)
    named = Patient("van der Tulpenbrug", "Ruzena", date(1981, 5, 5), "MR-810233")
    put_requisition(
        Clinic(settings.database, database, journal), number=90_033, vault=open_vault(settings), patient=named
    )
    database.close()
    table, fresh = tmp_path / "l.csv", item_code(900_001)
    for number, wanted in (("MR-810233", 1), ("810233", 1), ("19810505", 1), ("2K418", 0)):
        table.write_text(
            f"name,code,lot,expiry\nFresh,{fresh},2K417,2027-09-30\nFresh,{fresh},{number},2027-09-30\n", "utf-8"
        )
        status, out, err = clinic("label", "sheet", table, "--design", "lots", "--to", tmp_path / "x.pdf")
        assert (status, "barcode of label 2" in err) == (wanted, wanted == 1), out + err
    assert clinic("label", "lot", "I00010474", "--lot", "MR-810233", "--to", tmp_path / "y.png")[0] == 1


def test_nor_what_the_clinic_calls_something_else_by(clinic: Run, tmp_path: Path) -> None:
    status, _, err = clinic("label", "equipment", "--name", "Scale", "--number", "Exam 2", "--to", tmp_path / "x.png")
    assert (status, "what the clinic calls a place" in err) == (1, True)
    assert not (tmp_path / "x.png").exists()


def test_a_files_line_with_a_known_code_under_another_name_is_a_fault(clinic: Run, tmp_path: Path) -> None:
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    table = tmp_path / "labels.csv"
    for design, code, wrong in (("badge", CMA, "Lead"), ("location_small", "L0010239", "Pharmacy")):
        table.write_text(f"name,code\n{wrong},{code}\n", "utf-8")
        status, out, _ = clinic("label", "sheet", table, "--design", design, "--to", tmp_path / "x.png")
        assert (status, f"line 2, name: {code} is " in out, f"and not {wrong}" in out) == (1, True, True)
        assert not (tmp_path / "x.png").exists()
    table.write_text(f"name,code\ncma  08,{CMA}\nNew one,{badge_code(4_711_001)}\n", "utf-8")
    assert clinic("label", "sheet", table, "--design", "badge", "--to", tmp_path / "x.pdf")[0] == 0, (
        "capitals make no other name, and a badge that nobody has may be anybody's"
    )
    table.write_text(f"code\n{CMA}\n", "utf-8")
    with SimulatedPrinter() as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "sheet", table, "--design", "badge", "--to", to)[0] == 0
    assert "CMA 08" in clinic("queue")[1], "whose it is stands on it"


@pytest.mark.parametrize("written", ["{}", "(01){}", "01{}"])
def test_a_files_line_with_a_known_trade_number_under_another_name_is_a_fault(
    clinic: Run, tmp_path: Path, written: str
) -> None:
    table = tmp_path / "labels.csv"
    gtin = "09520101000408"
    table.write_text(f"name,code\nPovidone swab,{written.format(gtin)}\n", "utf-8")
    status, out, _ = clinic("label", "sheet", table, "--design", "item", "--to", tmp_path / "x.png")
    assert (status, "and not Povidone swab" in out) == (1, True)
    table.write_text(f"name,gtin,lot,expiry\nPovidone swab,{gtin},2K417,2027-09-30\n", "utf-8")
    status, out, _ = clinic("label", "sheet", table, "--design", "lot", "--to", tmp_path / "x.png")
    assert (status, "and not Povidone swab" in out) == (1, True)
    assert not (tmp_path / "x.png").exists()


def test_no_label_but_an_orders_own_bears_its_number(clinic: Run, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("name,code\nA,NG-26-2032\n", "utf-8")
    for arguments in (
        ("sheet", table, "--design", "equipment"),
        ("sheet", table, "--design", "item"),
        ("equipment", "--name", "A", "--number", "NG-26-2032"),
    ):
        status, out, err = clinic("label", *arguments, "--to", tmp_path / "x.png")
        assert (status, "number of an order for tests" in out + err) == (1, True)
    assert not (tmp_path / "x.png").exists()


def test_a_badge_that_somebody_has_is_printed_under_his_name(clinic: Run, tmp_path: Path) -> None:
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    status, out, _ = clinic("label", "badge", CMA, "--to", tmp_path / "x.png")
    assert (status, out.strip()) == (0, f"{CMA}  CMA 08")
    assert codes_in(tmp_path / "x.png") == {CMA}
    assert clinic("label", "badge", badge_code(4_711_001), "--to", tmp_path / "y.png")[0] == 1, "nobody has it"


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


def lying(name: str, code: str) -> str:
    """Our own design of that name, whose symbols say one fixed code."""
    shipped = (files("labels") / "designs" / f"{name}.toml").read_text("utf-8")
    return re.sub(r'(kind = "(?:code128|datamatrix)"\nvalue = )"\{code\}"', rf'\1"{code}"', shipped)


@pytest.mark.parametrize(
    ("design", "code", "label"),
    [
        ("location", "L0010336", ("location", "Exam 2", "--design", "location")),
        ("badge", "B0000000723", ("badge", "Ann")),
        ("item_small", "C000162", ("item", 'Tongue depressor, 6", non-sterile', "--design", "item_small")),
    ],
)
def test_a_rooms_badges_or_items_label_never_scans_as_anothers(
    clinic: Run, tmp_path: Path, design: str, code: str, label: tuple[str, ...]
) -> None:
    own(design, lying(design, code))
    status, out, err = clinic("label", *label, "--to", tmp_path / "x.png")
    assert status != 0
    assert code in out + err
    assert not (tmp_path / "x.png").exists()


def test_no_label_from_a_file_is_a_command(clinic: Run, tmp_path: Path) -> None:
    table = tmp_path / "c.csv"
    table.write_text(f"name,code\nSaline,{command_code(Command.YES)}\n", "utf-8")
    status, _, err = clinic("label", "sheet", table, "--design", "item_small", "--to", tmp_path / "x.pdf")
    assert status == 1
    assert "would be the command" in err


def test_no_other_tubes_number_is_written_on_a_tubes_label(clinic: Run, tmp_path: Path, tube: str) -> None:
    other = specimen_code(4711)
    shipped = (files("labels") / "designs" / "tube.toml").read_text("utf-8").replace('name = "tube"', 'name = "mine"')
    own("mine", shipped.replace('[[text]]\nvalue = "{code}"', f'[[text]]\nvalue = "{other}"'))
    to = ("--to", tmp_path / "x.png", "--badge", CMA, "--reason", "smeared", "--design", "mine")
    status, _, err = clinic("label", "specimen", tube, *to)
    assert (status, "mine.toml" in err) == (2, True)
    assert not (tmp_path / "x.png").exists()


def test_words_between_codes_have_no_symbol_of_their_own(clinic: Run, tmp_path: Path) -> None:
    own(
        "heading",
        GOOD.replace('"mine"', '"heading"').replace('"{code}"', '"{meaning}"').replace('["code"]', '["meaning"]'),
    )
    status, _, err = clinic("label", "commands", "stock", "--to", tmp_path / "x.pdf")
    assert (status, "has a symbol of its own" in err) == (2, True)
    assert not (tmp_path / "x.pdf").exists()


def test_a_title_says_no_tubes_number(clinic: Run, tmp_path: Path, tube: str) -> None:
    shipped = (files("labels") / "designs" / "card_title.toml").read_text("utf-8")
    own("card_title", shipped.replace('value = "{clinic}"', f'value = "{tube}"').replace('may_have = ["clinic"]', ""))
    status, _, err = clinic("label", "commands", "stock", "--to", tmp_path / "x.pdf")
    assert (status, "card_title.toml, text" in err, "is the number of a specimen" in err) == (2, True, True)


def test_scanners_are_judged_by_no_other_code_than_the_known_ones(clinic: Run, tmp_path: Path) -> None:
    shipped = (files("labels") / "designs" / "test_code128.toml").read_text("utf-8")
    own("test_code128", shipped.replace('"{code}"', '"{number}"').replace('"{printed}"', '"{printed}{code}"'))
    status, _, err = clinic("scanner", "sheet", "--to", tmp_path / "x.pdf")
    assert (status, "must say {code} alone" in err) == (2, True)


def test_a_design_that_is_refused_takes_no_numbers_of_a_roll(clinic: Run, tmp_path: Path) -> None:
    assert clinic("label", "roll", "--count", 3, "--design", "tube", "--to", tmp_path / "x.pdf")[0] != 0
    status, out, _ = clinic("label", "roll", "--count", 1, "--to", tmp_path / "x.pdf")
    assert status == 0
    first = out.split("\n")[0]
    assert clinic("label", "roll", "--count", 3, "--design", "tube", "--to", tmp_path / "x.pdf")[0] != 0
    status, out, _ = clinic("label", "roll", "--count", 1, "--to", tmp_path / "x.pdf")
    assert int(out.split("\n")[0][:8]) == int(first[:8]) + 1


def test_a_badge_that_is_refused_is_not_listed(clinic: Run, tmp_path: Path) -> None:
    status, out, _ = clinic("label", "badge", "Dr. \u202eevil", "--to", tmp_path / "x.pdf")
    assert status != 0
    assert out == ""


def maker(field: str) -> str:
    """A design whose one symbol says what a maker gave."""
    return GOOD.replace('["code"]', f'["{field}"]').replace("{code}", f"{{{field}}}")


@pytest.mark.parametrize("field", ["serial", "lot", "vendor", "asset"])
@pytest.mark.parametrize("name", ["Centrifuge 2", ""])
def test_no_field_of_a_symbol_says_the_code_of_something_else_on_record(
    clinic: Run, tmp_path: Path, tube: str, field: str, name: str
) -> None:
    own("mine", maker(field))
    codes = [CMA, "I00010474", "L0010239", requisition_code(90_031), "NG-26-2032"]
    table = tmp_path / "labels.csv"
    for code in codes:
        table.write_text(f"name,{field}\n{name},{code}\n", "utf-8")
        status, out, err = clinic("label", "sheet", table, "--design", "mine", "--to", tmp_path / "x.png")
        assert (status, code in out + err) == (1, True), out + err
        assert not (tmp_path / "x.png").exists()


def test_nor_another_items_trade_number(clinic: Run, tmp_path: Path) -> None:
    own("mine", maker("vendor"))
    table = tmp_path / "labels.csv"
    table.write_text("name,vendor\nPovidone swab,09520101000408\n", "utf-8")
    status, out, _ = clinic("label", "sheet", table, "--design", "mine", "--to", tmp_path / "x.png")
    assert (status, "line 2, vendor: 09520101000408 is " in out) == (1, True)
    assert not (tmp_path / "x.png").exists()


def test_a_maker_may_call_a_lot_as_nobody_here_is_called_and_not_as_a_badge(clinic: Run, tmp_path: Path) -> None:
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    own("mine", maker("lot"))
    table, gtin = tmp_path / "labels.csv", "04006381333931"
    for design, lot, status in (
        ("lot", CMA, 1),
        ("mine", CMA, 1),
        ("mine", badge_code(4_711_001), 0),
        ("lot", badge_code(4_711_001), 0),
    ):
        trade = f",gtin,expiry\nSwab,{lot},{gtin},2027-09-30\n" if design == "lot" else f"\nSwab,{lot}\n"
        table.write_text(f"name,lot{trade}", "utf-8")
        made = clinic("label", "sheet", table, "--design", design, "--to", tmp_path / "x.png")
        assert made[0] == status, made
    asked = ("label", "lot", "I00010474", "--lot", CMA, "--expiry", "2027-09-30", "--design", "mine")
    status, _, err = clinic(*asked, "--to", tmp_path / "y.png")
    assert (status, f"{CMA} is CMA 08 here" in err) == (1, True)
    assert not (tmp_path / "y.png").exists()


def renamed(old: str, new: str, name: str = "item") -> str:
    """Our own design of that name with another text."""
    return (files("labels") / "designs" / f"{name}.toml").read_text("utf-8").replace(old, new)


NAMELESS = renamed('value = "{name}"', 'value = "Lidocaine 1 % 20 mL vial"').replace('["name", "code"]', '["code"]')


def test_a_design_that_says_one_thing_in_words_on_all_labels_is_used_for_none(clinic: Run, tmp_path: Path) -> None:
    own("item", NAMELESS)
    status, _, err = clinic("label", "item", "I00010474", "--to", tmp_path / "x.png")
    assert (status, "item.toml" in err, "it must show {name}" in err) == (2, True, True)
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize(
    "words", ["Povidone swab", "povidone", "PRN: Povidone swab", "Exam 1", "CMA 08", "09520101000408", "C000162"]
)
def test_a_designs_own_words_are_no_name_and_no_code_on_record(clinic: Run, tmp_path: Path, words: str) -> None:
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    own("item", renamed("counted by {unit}", f"{words} {{unit}}"))
    table = tmp_path / "i.csv"
    table.write_text("name,code,unit\nGauze,I00020756,each\n", "utf-8")
    for label in (("item", "I00010474"), ("sheet", table, "--design", "item")):
        status, _, err = clinic("label", *label, "--to", tmp_path / "x.png")
        assert (status != 0, "item.toml" in err) == (True, True), err
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("words", ["Northgate", "KEEP COOL", "Property of Northgate"])
def test_a_designs_own_words_may_say_whose_its_labels_are_and_how_to_keep_things(
    clinic: Run, tmp_path: Path, words: str
) -> None:
    own("item", renamed("counted by {unit}", f"{words} {{unit}}"))
    status, _, err = clinic("label", "item", "I00010474", "--to", tmp_path / "x.png")
    assert status == 0, err
