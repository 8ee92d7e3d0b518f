"""Real photographs, and two frames that lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.hardware.reading.formats import ALL, DEFAULT, Formats
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.pictures import load_picture
from tracker.hardware.reading.retail import as_printed


def _line_ends_of_the_manifest(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n")


@pytest.mark.parametrize(("formats", "least", "admitted"), [(DEFAULT, 44, 45), (ALL, 50, 51)], ids=["default", "all"])
def test_photographs_are_read_and_nothing_wrong_is_accepted(
    formats: Formats, least: int, admitted: int, photos: Path, manifest: list[dict[str, str]]
) -> None:
    reader = PictureReader(formats)
    entries = [one for one in manifest if formats.admits(one["symbology"], one["expected_text"])]
    assert len(entries) == admitted
    right, wrong = 0, []
    for entry in entries:
        readings = reader.read(load_picture(photos / entry["file"]))
        texts = {as_printed(one.text, one.symbology) for one in readings if one.is_accepted}
        expected = _line_ends_of_the_manifest(entry["expected_text"])
        said = {_line_ends_of_the_manifest(text) for text in texts}
        right += expected in said
        wrong += [(entry["file"], text) for text in said - {expected}]
    assert wrong == []
    assert right >= least


def test_short_itf_and_upc_e_are_not_read_by_default(photos: Path, manifest: list[dict[str, str]]) -> None:
    reader = PictureReader(DEFAULT)
    for entry in manifest:
        if not DEFAULT.admits(entry["symbology"], entry["expected_text"]):
            assert not any(one.is_accepted for one in reader.read(load_picture(photos / entry["file"])))


@pytest.mark.parametrize("name", ["misread_1.png", "misread_2.png"])
def test_a_checksum_valid_lie_is_never_accepted(name: str, frames: Path) -> None:
    grey = load_picture(frames / name)
    assert {one.text for one in PictureReader().read(grey) if one.is_accepted} <= {"S26-000123-7"}
