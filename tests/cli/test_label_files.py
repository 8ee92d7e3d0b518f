"""Labels from a clinic's own files: no line of one makes a label that scans as something else."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.labels_made import CMA, codes_in
from tests.cli.own_designs import own
from tests.cli.test_commands import Run, clinic, run
from tests.cli.tubes_put import tube
from tests.clinic import Clinic
from tests.labelling.patients import NUMBER, put_requisition
from tests.labels.example import GOOD
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code, item_code
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.specimens.patients import Patient
from tracker.station.opening import open_pen, open_vault

__all__ = ["clinic", "run", "tube"]


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


def test_no_label_from_a_file_is_a_command(clinic: Run, tmp_path: Path) -> None:
    table = tmp_path / "c.csv"
    table.write_text(f"name,code\nSaline,{command_code(Command.YES)}\n", "utf-8")
    status, _, err = clinic("label", "sheet", table, "--design", "item_small", "--to", tmp_path / "x.pdf")
    assert status == 1
    assert "would be the command" in err


def test_a_badge_that_is_refused_is_not_listed(clinic: Run, tmp_path: Path) -> None:
    status, out, _ = clinic("label", "badge", "Dr. \u202eevil", "--to", tmp_path / "x.pdf")
    assert status != 0
    assert out == ""
