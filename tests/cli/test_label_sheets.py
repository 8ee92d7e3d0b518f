"""``tracker label`` on sheets: what comes from a file, a sheet that is measured and moved, and what no sheet can be."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from tests.cli.test_commands import Run, clinic, run

__all__ = ["clinic", "run"]


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


def test_a_roll_has_no_sheets(clinic: Run) -> None:
    assert clinic("label", "item", "--all", "--stock", "5160", "--to", "zpl://127.0.0.1")[0] == 2


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
