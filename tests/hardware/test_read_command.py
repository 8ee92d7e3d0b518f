"""``tracker read``, as a script sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import zxingcpp

from tests.hardware.drawing import paper, save, symbol
from tracker.cli.read import read
from tracker.errors import ConfigurationError

KEYS = {"source", "frame", "data", "text", "symbology", "aim", "meaning", "doubtful", "evidence", "ms"}
CODE_128, UPC_A = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.UPCA


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    gs1 = "(01)09501101530003(17)251231(10)AB-12(21)SER9"
    save(folder / "1.png", paper(symbol("2600447102", CODE_128), symbol("036602301467", UPC_A)))
    save(folder / "2.png", paper(symbol(gs1, zxingcpp.BarcodeFormat.DataMatrix, 5, is_gs1=True)))
    return folder


def _objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    told = capsys.readouterr()
    assert told.err == ""
    return [json.loads(line) for line in told.out.split("\n") if line]


def test_every_code_is_an_object_with_the_same_keys(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read([f"images:{pictures}"], json=True) == 0
    specimen, upc, matrix = _objects(capsys)
    assert set(specimen) == set(upc) == set(matrix) == KEYS
    assert (specimen["data"], specimen["frame"], specimen["aim"]) == ("2600447102", "1.png", "]C0")
    assert specimen["meaning"] == {"kind": "specimen", "number": "2600447102"}
    assert (upc["data"], upc["text"]) == ("0036602301467", "036602301467")
    assert matrix["data"] == "01095011015300031725123110AB-12\x1d21SER9"
    assert matrix["aim"] == "]d2"
    assert isinstance(matrix["meaning"], dict)
    assert [matrix["meaning"][key] for key in ("gtin", "lot", "serial")] == ["09501101530003", "AB-12", "SER9"]


def test_the_rest_of_the_batch_is_read_and_the_status_is_the_worst(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = save(tmp_path / "blank.png", paper())
    assert read([str(blank), str(pictures)], json=True) == 1
    assert [one["data"] is None for one in _objects(capsys)] == [True, False, False, False]
    assert read(["nowhere", str(blank), str(pictures)], json=True) == 3
    gone, *rest = _objects(capsys)
    assert set(gone) == KEYS | {"error", "code", "hint"}
    assert gone["code"] == "no_such_source"
    assert len(rest) == 4


def test_a_code_that_means_something_forbidden_is_read_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong_check = save(tmp_path / "wrong.png", paper(symbol("2600447103", CODE_128)))
    assert read([str(wrong_check)], json=True) == 0
    (one,) = _objects(capsys)
    assert one["data"] == "2600447103"
    assert isinstance(one["meaning"], dict)
    assert one["meaning"]["code"] == "house_check"


def test_in_words_every_line_names_the_picture_and_no_escape_reaches_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(tmp_path / "a.png", paper(symbol("A\x1b]0;x\x07B", zxingcpp.BarcodeFormat.DataMatrix, 5)))
    assert read([str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "a.png" in told
    assert "A\\x1b]0;x\\x07B" in told
    assert "\x1b" not in told


def test_what_was_read_can_be_kept_and_played_again(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    assert read([str(pictures)], json=True, record=str(kept)) == 0
    told = capsys.readouterr()
    assert "patients' codes" in told.err
    first = [json.loads(line) for line in told.out.split("\n") if line]
    assert read([str(kept)], json=True) == 0
    again = _objects(capsys)
    for one in (*first, *again):
        del one["ms"]
    assert again == first


def test_an_unknown_format_is_a_matter_of_usage(pictures: Path) -> None:
    with pytest.raises(ConfigurationError):
        read([str(pictures)], formats="Code129")
