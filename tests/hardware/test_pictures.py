"""Hostile pictures: each one clear line, nothing on the terminal, and the rest of the batch goes on."""

from __future__ import annotations

import os
import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tests.hardware.drawing import paper, save, symbol
from tracker.errors import DeviceError
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.pictures import load_picture
from tracker.hardware.scan import Quality
from tracker.hardware.sources.opening import open_source

TEXT = "2600447102"
SHEET = paper(symbol(TEXT, zxingcpp.BarcodeFormat.Code128))


def _png(width: int, height: int, pixels: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def _whole(kind: str) -> bytes:
    buffer = BytesIO()
    Image.fromarray(SHEET).save(buffer, kind)
    return buffer.getvalue()


HOSTILE = {
    "empty.png": (b"", "empty_file"),
    "letter.png": (b"Dear colleague, this is no picture at all.\n" * 50, "not_a_picture"),
    "noise.jpg": (bytes(range(256)) * 20, "not_a_picture"),
    "cut.png": (_whole("PNG")[:400], "damaged_picture"),
    "cut.jpg": (_whole("JPEG")[:3000], "damaged_picture"),
    "head.png": (_whole("PNG")[:20], "damaged_picture"),
    "lying.png": (_png(640, 480, b"\0" * 100), "damaged_picture"),
    "flipped.png": (_whole("PNG")[:200] + b"\xff" * 40 + _whole("PNG")[240:], "damaged_picture"),
    "huge.png": (_png(10_000, 10_000), "huge_picture"),
    "bomb.png": (_png(2**31 - 1, 2**31 - 1), "huge_picture"),
    "none.bmp": (b"BM" + b"\0" * 60, "damaged_picture"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content, code = HOSTILE[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DeviceError) as refused:
        load_picture(tmp_path / name)
    assert refused.value.code == code
    assert name in refused.value.message
    assert "\n" not in refused.value.message
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "WEBP", "GIF"])
def test_a_picture_cut_anywhere_is_refused_and_never_crashes(kind: str, tmp_path: Path) -> None:
    whole = _whole(kind)
    path = tmp_path / f"cut.{kind.casefold()}"
    for tenths in range(10):
        path.write_bytes(whole[: len(whole) * tenths // 10])
        with pytest.raises(DeviceError):
            load_picture(path)


def test_a_picture_with_one_wrong_byte_among_its_pixels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    Image.effect_noise((200, 100), 60).save(path)
    whole = path.read_bytes()
    for at in range(60, len(whole) - 20, 301):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with pytest.raises(DeviceError) as refused:
            load_picture(path)
        assert refused.value.code == "damaged_picture"


def test_what_is_not_a_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    for name in ("pipe.png", "folder.png"):
        with pytest.raises(DeviceError) as refused:
            load_picture(tmp_path / name)
        assert refused.value.code == "not_a_file"


def test_a_folder_with_bad_pictures_reads_the_good_ones(tmp_path: Path) -> None:
    for name, (content, _) in HOSTILE.items():
        (tmp_path / name).write_bytes(content)
    os.mkfifo(tmp_path / "pipe.png")
    save(tmp_path / "good.png", SHEET)
    scans = list(open_source(f"images:{tmp_path}", clock=lambda: datetime.now(UTC), pace="at_once"))
    assert len(scans) == len(HOSTILE) + 2
    assert [scan.data for scan in scans if scan.quality is Quality.READ] == [TEXT]
    unread = {scan.source.rpartition("#")[2]: scan.evidence for scan in scans if scan.quality is Quality.UNREADABLE}
    assert all(unread[name].startswith(code) for name, (_, code) in HOSTILE.items())


def test_a_single_bad_picture_is_a_source_that_failed(tmp_path: Path) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    with pytest.raises(DeviceError) as refused:
        list(open_source(str(tmp_path / "empty.png")))
    assert refused.value.code == "empty_file"


@pytest.mark.parametrize("mode", ["I;16", "P", "RGBA", "LA", "1", "RGB", "CMYK"])
def test_every_kind_of_pixel_is_read(mode: str, tmp_path: Path) -> None:
    path = tmp_path / ("label.jpg" if mode == "CMYK" else "label.png")
    if mode == "I;16":
        # A 12-bit camera's picture in 16 bits: its white is a sixteenth of the range.
        Image.fromarray((SHEET.astype(np.uint16)) * 16).save(path)
    else:
        Image.fromarray(SHEET).convert("RGB").convert(mode).save(path)
    assert [reading.text for reading in PictureReader().read(load_picture(path))] == [TEXT]


def test_black_bars_on_transparent_ground_stand_on_white_paper(tmp_path: Path) -> None:
    clear = np.zeros((*SHEET.shape, 4), dtype=np.uint8)
    clear[..., 3] = 255 - SHEET
    Image.fromarray(clear).save(tmp_path / "clear.png")
    assert [reading.text for reading in PictureReader().read(load_picture(tmp_path / "clear.png"))] == [TEXT]


def test_a_tiny_picture_has_no_code_and_does_no_harm(tmp_path: Path) -> None:
    for size in ((1, 1), (1, 300), (300, 1), (2, 2), (9, 9)):
        assert PictureReader().read(np.zeros(size, dtype=np.uint8)) == []


@pytest.mark.parametrize("kind", ["images", "video", "recording"])
def test_a_folder_without_a_name_is_called_as_it_was_given(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for given in (".", "/"):
        with pytest.raises(DeviceError) as refused:
            list(open_source(f"{kind}:{given}", pace="at_once"))
        assert f" {given} " in f" {refused.value.message}"
