"""``tracker label`` as a clinic uses it: files that read back, or an answer that says why not."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest

from tests.cli.labels_made import CMA, codes_in
from tests.cli.test_commands import Run, clinic, run
from tests.clinic import Clinic
from tests.labelling.patients import NUMBER, put_requisition, put_tube
from tracker.barcodes.house import holder_code, partner_code
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.station.opening import open_pen, open_store, open_vault

__all__ = ["clinic", "run"]
OWN_DESIGN = """
name = "item"
title = "Ours"
width_mm = 40
height_mm = 12
needs = ["code"]
may_have = ["name"]
[[text]]
value = "{name}"
x_mm = 13
y_mm = 1
width_mm = 26
height_mm = 3
size_mm = 3
fit = "shorten"
[[symbol]]
kind = "datamatrix"
value = "{code}"
x_mm = 0
y_mm = 0
width_mm = 12
height_mm = 12
smallest_module_mm = 0.3
largest_module_mm = 0.6
"""


def test_a_label_for_a_place_is_written_and_reads(clinic: Run, tmp_path: Path) -> None:
    status, out, err = clinic("label", "location", "Exam 2", "--to", tmp_path / "x.png")
    assert (status, out) == (0, "")
    assert "1 label on 1 page, all read back" in err
    assert codes_in(tmp_path / "x.png") == {"L0010239"}


def test_the_command_cards_need_no_clinic(run: Run, tmp_path: Path) -> None:
    status, _, err = run("label", "commands", "--to", tmp_path / "card.pdf", "--paper", "a4")
    assert status == 0
    assert "on 5 pages" in err
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("card", "count"), [("stock", 36), ("specimens", 34), ("reasons", 35), ("spelling", 40), ("paper", 23)]
)
def test_a_card_as_a_picture_reads_wholly(run: Run, tmp_path: Path, card: str, count: int) -> None:
    assert run("label", "commands", card, "--to", tmp_path / "card.png")[0] == 0
    assert len(codes_in(tmp_path / "card.png")) == count


def test_a_preview_is_drawn_in_the_terminal_and_writes_no_file(clinic: Run, tmp_path: Path) -> None:
    status, out, _ = clinic("label", "item", "I00010474", "--preview")
    assert status == 0
    assert len(out.splitlines()) > 10
    assert all(character in " \n" or "\u2800" < character <= "\u28ff" for character in out)


def test_a_clinics_own_design_and_sheet_are_used(clinic: Run, tmp_path: Path) -> None:
    own = tmp_path / "home" / "labels"
    own.mkdir()
    (own / "item.toml").write_text(OWN_DESIGN, "utf-8")
    assert clinic("label", "item", "I00010474", "--to", tmp_path / "x.png")[0] == 0
    shown = cv2.imread(str(tmp_path / "x.png"))
    # 12 by 40 mm at 300 dpi.
    assert shown is not None
    assert shown.shape[:2] == (142, 472)
    (own / "bad.toml").write_text('name = "bad"\ntitle = "Bad"\nwidth_mm = -4\nheight_mm = 12\n', "utf-8")
    status, _, err = clinic("label", "item", "I00010474", "--to", tmp_path / "y.png")
    assert status == 0
    assert "! 1 of your own designs is faulty: tracker doctor" in err
    status, _, err = clinic("label", "item", "I00010474", "--design", "bad", "--to", tmp_path / "y.png")
    assert status == 2
    assert "bad.toml, line 3: 'width_mm' is -4" in err


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("location", "Exam 2"), 2),
        (("location", "Exam 2", "--to", "x.docx"), 2),
        (("location", "Exam 2", "--to", "teleport:x.pdf"), 2),
        (("location", "--to", "x.pdf"), 2),
        (("location", "Moon", "--to", "x.pdf"), 1),
        (("nonsense", "--to", "x.pdf"), 2),
        (("item", "--all", "--to", "x.png"), 2),
        (("item", "--all", "--stock", "5161", "--to", "x.pdf"), 2),
        (("item", "--all", "--stock", "5160", "--start", "31", "--to", "x.pdf"), 2),
        (("item", "--all", "--dpi", "72", "--to", "x.pdf"), 2),
        (("item", "I00010474", "--design", "nonsense", "--to", "x.pdf"), 2),
        (("item", "I00010474", "--design", "tube", "--to", "x.pdf"), 2),
        (("lot", "I00010474", "--lot", "A B", "--expiry", "2028-01-01", "--to", "x.pdf"), 1),
        (("lot", "I00010474", "--lot", "A1", "--expiry", "tomorrow", "--to", "x.pdf"), 2),
        (("rack", "Rack 99", "--to", "x.pdf"), 1),
        (("partner", "--to", "x.pdf"), 2),
        (("roll", "--to", "x.pdf"), 2),
        (("roll", "--count", "3", "--preview"), 2),
        (("roll", "--count", "3", "--copies", "2", "--to", "x.pdf"), 2),
        (("specimen", "--reason", "smeared", "--to", "x.pdf"), 2),
        (("specimen", "1", "1", "--reason", "smeared", "--to", "x.pdf"), 2),
        (("specimen", "1", "2", "--reason", "smeared", "--to", "x.png"), 2),
        (("commands", "--paper", "papyrus", "--to", "x.pdf"), 2),
        (("commands", "nonsense", "--to", "x.pdf"), 2),
        (("commands", "--to", "x.png"), 2),
        (("sheet", "--to", "x.pdf"), 2),
        (("sheet", "no-such.csv", "--design", "item", "--to", "x.pdf"), 2),
        (("item", "I00010474", "--to", "/no/such/folder/x.pdf"), 3),
    ],
)
def test_what_cannot_be_made_says_so_and_leaves_nothing(
    clinic: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = clinic("label", *arguments)
    assert (answer[0], answer[1]) == (status, "")
    assert answer[2].startswith("✖")
    assert {path.name for path in tmp_path.iterdir()} == {"home"}


def test_a_file_that_is_there_is_replaced_whole(clinic: Run, tmp_path: Path) -> None:
    target = tmp_path / "x.png"
    target.write_bytes(b"old")
    assert clinic("label", "item", "I00010474", "--to", target)[0] == 0
    assert codes_in(target) == {"I00010474"}
    assert target.stat().st_mode & 0o077 == 0


def test_labels_go_to_a_label_printer_dot_for_dot_and_its_faults_come_back(clinic: Run) -> None:
    with SimulatedPrinter() as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        status, _, err = clinic("label", "item", "I00010474", "I00010377", "--copies", 2, "--to", to)
        assert (status, len(printer.printed)) == (0, 4)
        assert f"printed by {to}" in err
        printer.trouble = Trouble.PAPER_OUT
        status, _, err = clinic("label", "item", "I00010474", "--to", to)
        assert (status, len(printer.printed)) == (3, 4)
        assert "out of labels" in err
        assert "Nothing was printed." in err
        assert "tracker queue print" in err
        printer.trouble = Trouble.NONE
        assert clinic("queue", "print")[0] == 0
        assert len(printer.printed) == 5


def test_a_roll_of_tube_labels_is_numbered_on_from_the_last(clinic: Run, tmp_path: Path) -> None:
    status, first, err = clinic("label", "roll", "--count", 30, "--stock", "5160", "--to", tmp_path / "x.pdf")
    assert status == 0
    assert "30 labels on 1 page" in err
    second = clinic("label", "roll", "--count", 1, "--to", tmp_path / "x.png")[1]
    assert codes_in(tmp_path / "x.png") == {second.rstrip("\n")}
    numbers = [int(code[:-2]) for code in (first + second).splitlines()]
    assert numbers == list(range(numbers[0], numbers[0] + 31))
    assert clinic("verify")[0] == 0


def test_racks_and_partners_have_labels(clinic: Run, tmp_path: Path) -> None:
    holder, partner = holder_code(907), partner_code(902)
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO holder (code, name, kind, rows, columns) VALUES (?, 'Shelf rack 7', 'rack', 8, 12),"
            " (?, 'Bag 3', 'bag', 0, 0)",
            (holder, holder_code(912)),
        )
        connection.exec_driver_sql(
            "INSERT INTO partner (code, name, kind, clia, transit_minutes)"
            " VALUES (?, 'Lakeside Laboratory', 'laboratory', '05D0987654', 60)",
            (partner,),
        )
    store.close()
    assert clinic("label", "rack", "shelf rack 7", "--to", tmp_path / "x.png")[0] == 0
    assert codes_in(tmp_path / "x.png") == {holder}
    assert "12 labels on 2 pages" in clinic("label", "rack", "--all", "--stock", "5163", "--to", tmp_path / "x.pdf")[2]
    assert clinic("label", "partner", partner.lower(), "--to", tmp_path / "x.png")[0] == 0
    assert codes_in(tmp_path / "x.png") == {partner}
    assert clinic("label", "rack", "Rack 8", "--to", tmp_path / "x.png")[0] == 1


def test_a_specimens_label_is_printed_again_with_its_reason(clinic: Run, tmp_path: Path) -> None:
    settings = load_settings()
    vault = open_vault(settings)
    database, journal = open_pen(settings)
    here = Clinic(settings.database, database, journal)
    number = put_tube(here, NUMBER, put_requisition(here, number=90_031, vault=vault))
    database.close()
    again = ("label", "specimen", number, "--to", tmp_path / "x.png", "--badge", CMA)
    assert clinic(*again, "--reason", "smeared")[0] == 1, "nobody has this badge"
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    assert clinic(*again)[0] == 1, "no reason"
    status, _, err = clinic(*again[:-2], "--reason", "smeared")
    assert (status, "--badge" in err) == (1, True)
    assert not (tmp_path / "x.png").exists()
    status, out, err = clinic(*again, "--reason", "smeared")
    assert (status, out) == (0, "")
    assert "1 label, all read back, in file:" in err
    assert codes_in(tmp_path / "x.png") == {number}
    with SimulatedPrinter() as printer:
        to = f"zpl://127.0.0.1:{printer.port}"
        assert clinic("label", "specimen", number, "--reason", "lost", "--to", to, "--badge", CMA)[0] == 0
        assert len(printer.printed) == 1
    assert clinic("queue")[1] == ""
    for wrong in (("--preview",), ("--to", "x.pdf", "--copies", 2), ("--to", "x.pdf", "--stock", "5160")):
        assert clinic("label", "specimen", number, "--reason", "lost", "--badge", CMA, *wrong)[0] == 2
    assert clinic("label", "item", "I00010474", "--to", tmp_path / "y.png", "--badge", CMA)[0] == 0, (
        "whose hand it is may be said of any label"
    )
    assert clinic("verify")[0] == 0
    database, _ = open_pen(settings)
    with database.reading() as connection:
        bodies = [json.loads(body) for (body,) in connection.exec_driver_sql("SELECT body FROM journal").all()]
    database.close()
    told = [(body["kind"], body["by"], body["reason"]) for body in bodies if "reason" in body]
    assert told == [
        (kind, CMA, reason) for reason in ("smeared", "lost") for kind in ("label.reprinted", "patient.revealed")
    ]


def test_shelves_are_labelled_with_their_par(clinic: Run, tmp_path: Path) -> None:
    status, _, err = clinic("label", "shelf", "Exam 2", "--stock", "5163", "--dpi", "203", "--to", tmp_path / "x.pdf")
    assert status == 0, err
    assert "all read back" in err
    assert clinic("label", "shelf", "Exam 9", "--to", tmp_path / "x.png")[0] == 1


def test_a_shipment_that_is_unknown_has_no_label(clinic: Run, tmp_path: Path) -> None:
    status, _, err = clinic("label", "manifest", "T0000000000148", "--to", tmp_path / "x.png")
    assert status == 1
    assert "T code of its manifest" in err


def test_a_strong_design_is_said_to_be_strong_and_never_given_an_iso_grade(run: Run, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("name,code\nGauze,I00020756\n", "utf-8")
    status, out, err = run("label", "sheet", tmp_path / "items.csv", "--design", "item", "--dpi", "203", "--grade")
    assert (status, out) == (0, "")
    assert "none weak" in err
    assert "no ISO grade" in err


def test_a_weak_design_of_the_clinic_is_named_with_what_it_does_not_stand(run: Run, tmp_path: Path) -> None:
    faint = OWN_DESIGN.replace("_module_mm = 0.3", "_module_mm = 0.16").replace("_module_mm = 0.6", "_module_mm = 0.17")
    (load_settings().home / "labels").mkdir(parents=True, exist_ok=True)
    (load_settings().home / "labels" / "item.toml").write_text(faint, "utf-8")
    (tmp_path / "items.csv").write_text("code\nI00020756\n", "utf-8")
    arguments = ("label", "sheet", tmp_path / "items.csv", "--design", "item", "--dpi", "600", "--grade")
    status, out, _ = run(*arguments)
    assert status == 1
    assert "! item, ]d1 I00020756, out of focus: read in" in out


def test_a_faulty_design_of_the_clinic_stops_no_other_label(run: Run, tmp_path: Path) -> None:
    (load_settings().home / "labels").mkdir(parents=True, exist_ok=True)
    (load_settings().home / "labels" / "item.toml").write_text("name = ", "utf-8")
    (tmp_path / "items.csv").write_text("name,code\nGauze,I00020756\n", "utf-8")
    sheet = ("label", "sheet", tmp_path / "items.csv", "--to", tmp_path / "x.png", "--design")
    status, _, err = run(*sheet, "item")
    assert status == 2
    assert "item.toml is not TOML" in err
    assert run(*sheet, "item_small")[0] == 0
    assert codes_in(tmp_path / "x.png") == {"I00020756"}


def test_without_a_destination_the_label_goes_to_the_printer_of_its_kind(clinic: Run, tmp_path: Path) -> None:
    with SimulatedPrinter() as bedside, SimulatedPrinter() as store:
        settings = tmp_path / "home" / "settings.toml"
        printers = "".join(
            f'[[printers]]\nname = "{name}"\nurl = "zpl://127.0.0.1:{device.port}"\nlabels = ["{kind}"]\n'
            "width_mm = 50.8\nheight_mm = 25.4\n"
            for name, device, kind in (("bedside", bedside, "specimen"), ("store", store, "supply"))
        )
        settings.write_text(settings.read_text("utf-8") + printers, "utf-8")
        assert clinic("label", "roll", "--count", "2")[0] == 0
        assert clinic("label", "item", "Povidone swab", "--copies", "3")[0] == 0
        assert (len(bedside.printed), len(store.printed)) == (2, 3)
        assert clinic("label", "item", "Povidone swab", "--to", "Bedside")[0] == 0
        assert (len(bedside.printed), len(store.printed)) == (3, 3)
        status, _, err = clinic("label", "item", "Povidone swab", "--to", "besdide")
        assert status == 2
        assert "settings.toml names: bedside, store" in err
        status, _, err = clinic("queue", "reprint", "1", "--reason", "smeared", "--to", "store")
        assert status == 0
        assert (len(bedside.printed), len(store.printed)) == (3, 4)
