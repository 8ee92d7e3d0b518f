"""``tracker label`` as a clinic uses it: files that read back, or an answer that says why not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import cv2
import pytest
import zxingcpp

from tests.cli.test_commands import Run, clinic, run
from tests.clinic import AT, Clinic
from tests.labelling.patients import NUMBER, put_requisition, put_tube
from tests.labelling.test_queue import PRINTER, put
from tracker.barcodes.house import holder_code, partner_code, specimen_code
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.labelling.print_jobs import JobState
from tracker.labelling.queue import QueuePen, claim_next, settle
from tracker.specimens.patients import Patient
from tracker.station.opening import open_pen, open_store, open_vault

__all__ = ["clinic", "run"]

CMA = "B0000000820"


OWN_DESIGN = """
name = "item"
title = "Ours"
width_mm = 40
height_mm = 12
needs = ["code"]
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


def codes_in(path: Path) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(cv2.imread(str(path)))}


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


def test_hundreds_from_a_file_go_on_sheets(run: Run, tmp_path: Path) -> None:
    from tracker.barcodes.house import item_code

    lines = "".join(f"Item {number},{item_code(number)}\n" for number in range(1, 201))
    (tmp_path / "items.csv").write_text("name,code\n" + lines, "utf-8")
    arguments = ("label", "sheet", tmp_path / "items.csv", "--design", "item_small", "--stock", "5167", "--start", "41")
    status, _, err = run(*arguments, "--to", tmp_path / "x.pdf")
    assert status == 0
    assert "200 labels on 3 pages" in err


def test_a_faulty_file_makes_no_label(run: Run, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("name,code\nGauze,I00020757\n", "utf-8")
    arguments = ("label", "sheet", tmp_path / "items.csv", "--design", "item", "--to", tmp_path / "x.pdf")
    status, out, err = run(*arguments)
    assert status == 1
    assert "line 2, code" in out
    assert "no label was made" in err
    assert not (tmp_path / "x.pdf").exists()


def test_labels_that_name_a_patient_are_not_printed_from_a_file(run: Run, tmp_path: Path) -> None:
    lines = "name,identifier,born,code\nDOE,MRN 1,1980-01-01,2600447102\n"
    (tmp_path / "tomorrow.csv").write_text(lines, "utf-8")
    arguments = ("label", "sheet", tmp_path / "tomorrow.csv", "--design", "tube")
    status, _, err = run(*arguments, "--to", tmp_path / "x.pdf")
    assert status == 1
    assert "in the patient's presence" in err
    assert not (tmp_path / "x.pdf").exists()
    assert run(*arguments, "--preview")[0] == 0, "looking at the design names nobody on paper"


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


def test_a_roll_has_no_sheets(clinic: Run) -> None:
    assert clinic("label", "item", "--all", "--stock", "5160", "--to", "zpl://127.0.0.1")[0] == 2


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


def test_a_sheet_is_measured_and_moved(run: Run, tmp_path: Path) -> None:
    status, out, err = run("label", "calibration", "--stock", "5160", "--offset", "0.8,-1", "--to", tmp_path / "x.pdf")
    assert status == 0
    assert "the calibration page" in err
    assert "offset_y_mm = -1.0" in out
    (tmp_path / "items.csv").write_text("name,code\nGauze,I00020756\n", "utf-8")
    sheet = ("label", "sheet", tmp_path / "items.csv", "--design", "item", "--dpi", "203", "--to", tmp_path / "y.png")
    assert run(*sheet, "--stock", "5160")[0] == 0
    plain = cv2.imread(str(tmp_path / "y.png"), cv2.IMREAD_GRAYSCALE)
    assert run(*sheet, "--stock", "5160", "--offset", "1,-2")[0] == 0
    moved = cv2.imread(str(tmp_path / "y.png"), cv2.IMREAD_GRAYSCALE)
    assert plain is not None
    assert moved is not None
    assert (moved[:-16, 8:] == plain[16:, :-8]).all()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--stock", "5160", "--offset", "near"), "no offset"),
        (("--stock", "5160", "--offset", "50,0"), "more than a printer feeds wrong"),
        (("--offset", "1,1"), "belongs to a sheet"),
        ((), "belongs to a sheet"),
    ],
)
def test_an_offset_that_makes_no_sense_is_refused(run: Run, tmp_path: Path, more: tuple[str, ...], said: str) -> None:
    status, _, err = run("label", "calibration", *more, "--to", tmp_path / "x.pdf")
    assert status == 2
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("location", "Exam 2", "--start", "5"), "--start belongs to a sheet"),
        (("calibration", "--stock", "5160", "--start", "3"), "as a whole"),
        (("calibration", "Exam 2", "--stock", "5160"), "as a whole"),
        (("calibration", "--stock", "5160", "--to", "page.zpl"), "a roll, not sheets"),
        (("calibrate", "--stock", "5160"), "calibration"),
        (("location", "Exam 2", "--stock", "5160", "--to", "x.zpl"), "a roll, not sheets"),
        (("location", "Exam 2", "--lot", "AB-12"), "--lot belongs to: lot"),
        (("item", "I0000105", "--expiry", "2027-09-30"), "--expiry belongs to: lot"),
        (("lot", "I0000105", "--expiry", "2027-09-30"), "--expiry belongs to --lot"),
        (("location", "Exam 2", "--role", "CMA"), "--role belongs to: badge"),
        (("location", "Exam 2", "--count", "3"), "--count belongs to: badge, roll, downtime"),
        (("location", "Exam 2", "--reason", "torn"), "--reason belongs to: specimen"),
        (("location", "Exam 2", "--paper", "a4"), "--paper belongs to: commands, downtime"),
    ],
)
def test_what_is_said_of_a_sheet_and_could_not_be_done_is_refused_and_not_left_out(
    clinic: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    to = () if "--to" in arguments else ("--to", tmp_path / "x.pdf")
    status, _, err = clinic("label", *arguments, *to)
    assert (status, said in err) == (2, True)
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize(
    "url",
    [
        "zpl://admin:secret9@10.0.0.7:9100",
        "https://admin:secret9@printer.example/raw",
        "brother-ql://admin:secret9@10.0.0.7/QL-820NWB/62",
        "ipp://admin:secret9@printer.example/q?key=secret9",
    ],
)
def test_a_printers_password_stands_in_no_error(clinic: Run, url: str) -> None:
    status, out, err = clinic("label", "location", "Exam 2", "--to", url)
    assert status == 2
    assert "names no printer" in err
    assert "secret9" not in out + err
    assert "admin" not in out + err


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


def test_a_list_of_patients_is_no_way_to_their_labels(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "tomorrow.csv"
    table.write_text('name,identifier,born,code\n"DOE, JANE",MRN 1,1986-04-02,2600447102\n', "utf-8")
    status, _, err = run("label", "sheet", table, "--design", "tube", "--to", tmp_path / "x.pdf")
    assert status == 1
    assert "in the patient's presence" in err
    assert not (tmp_path / "x.pdf").exists()


def test_labels_of_two_patients_are_not_printed_at_once(clinic: Run, tmp_path: Path) -> None:
    settings = load_settings()
    vault = open_vault(settings)
    database, journal = open_pen(settings)
    here = Clinic(settings.database, database, journal)
    other = Patient("Roe", "Rita", date(1971, 1, 2), "00559900")
    first = put_tube(here, NUMBER, put_requisition(here, number=90_031, vault=vault))
    second = put_tube(here, specimen_code(26_004_999), put_requisition(here, other, 90_032, vault))
    database.close()
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    again = ("--reason", "smeared", "--badge", CMA, "--to", tmp_path / "x.pdf")
    status, _, err = clinic("label", "specimen", first, second, *again)
    assert status == 1
    assert "several patients" in err
    assert not (tmp_path / "x.pdf").exists()
    assert clinic("label", "specimen", first, *again)[0] == 0


def test_a_patients_label_in_doubt_is_asked_about_on_the_command_line(clinic: Run, tmp_path: Path) -> None:
    settings = load_settings()
    vault = open_vault(settings)
    database, journal = open_pen(settings)
    here = Clinic(settings.database, database, journal)
    other = Patient("Roe", "Rita", date(1971, 1, 2), "00559900")
    first = put_tube(here, NUMBER, put_requisition(here, number=90_031, vault=vault))
    second = put_tube(here, specimen_code(26_004_999), put_requisition(here, other, 90_032, vault))
    database.close()
    assert clinic("staff", CMA, "CMA 08")[0] == 0
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


def test_a_job_whose_printer_is_gone_for_good_is_said_no_to_and_waits(clinic: Run) -> None:
    with SimulatedPrinter(Trouble.DIES_IN_A_LABEL) as printer:
        assert clinic("label", "item", "I00010474", "--to", f"zpl://127.0.0.1:{printer.port}")[0] == 3
    status, _, err = clinic("queue", "no", 1)
    assert (status, "cannot be reached" in err, "--gone" in err) == (3, True, True)
    assert "   1  unknown " in clinic("queue")[1]
    status, _, err = clinic("queue", "no", 1, "--gone")
    assert (status, "1 job waits" in err) == (3, True)
    assert "   1  queued " in clinic("queue")[1]
    assert clinic("queue", "cancel", 1)[0] == 0


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
