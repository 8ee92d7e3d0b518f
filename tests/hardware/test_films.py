"""Films of packs with two barcodes: one pack, told once, its lot behind it."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
import zxingcpp

from tests.hardware.drawing import paper, save, symbol
from tracker.barcodes.judging import code_rules, listing_rules
from tracker.hardware.reading.reading import Grey
from tracker.hardware.scan import Quality
from tracker.hardware.sources.opening import open_source

CODE_128, EAN_13 = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13
PLAIN = symbol("9501101530003", EAN_13)[:100]
FULL = symbol("(01)09501101530003", CODE_128, is_gs1=True)[:100]
LOT = symbol("(17)281231(10)LOT7", CODE_128, is_gs1=True)[:100]


def _film(path: Path, codec: str, pictures: list[Grey]) -> Path:
    height, width = pictures[0].shape
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 15.0, (width, height))
    if not writer.isOpened():
        pytest.skip(f"this OpenCV writes no {codec}")
    for picture in pictures:
        for _ in range(5):
            writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    return path


@pytest.mark.parametrize(("name", "codec"), [("packs.avi", "MJPG"), ("packs.mkv", "FFV1")])
def test_the_codes_of_one_pack_read_in_different_frames_are_told_once_and_in_order(
    name: str, codec: str, tmp_path: Path
) -> None:
    film = _film(tmp_path / name, codec, [paper(LOT), paper(LOT, FULL), paper(LOT, FULL, PLAIN), paper()])
    told = list(open_source(str(film), judging=code_rules(), pace="at_once"))
    assert [(scan.data, scan.quality) for scan in told] == [
        ("0109501101530003", Quality.READ),
        ("1728123110LOT7", Quality.READ),
    ]


def test_a_film_that_ends_early_still_tells_what_was_waiting(tmp_path: Path) -> None:
    film = _film(tmp_path / "short.avi", "MJPG", [paper(PLAIN)])
    assert [scan.data for scan in open_source(str(film), judging=code_rules(), pace="at_once")] == ["9501101530003"]


def test_a_picture_of_a_pack_is_one_pack_and_the_list_has_every_code(tmp_path: Path) -> None:
    picture = save(tmp_path / "pack.png", paper(PLAIN, LOT, FULL))
    pack = [scan.data for scan in open_source(str(picture), judging=code_rules())]
    assert pack == ["0109501101530003", "1728123110LOT7"]
    every = {scan.data: scan.evidence for scan in open_source(str(picture), judging=listing_rules())}
    assert set(every) == {*pack, "9501101530003"}
    assert every["9501101530003"].endswith("the same pack as the Code128 code beside it")
