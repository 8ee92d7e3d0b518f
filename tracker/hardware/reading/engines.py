"""The decoders, each behind one call: a picture in, claims out. Nobody is believed here."""

from __future__ import annotations

from functools import cache

import numpy as np
import zxingcpp

from tracker.hardware.reading.formats import Formats
from tracker.hardware.reading.reading import Candidate, Corners, Grey

_ZXING = zxingcpp.BarcodeFormat
_BY_NAME = {
    "Code128": _ZXING.Code128,
    "Code39": _ZXING.Code39,
    "EAN13": _ZXING.EAN13,
    "EAN8": _ZXING.EAN8,
    "UPCA": _ZXING.UPCA,
    "UPCE": _ZXING.UPCE,
    "DataMatrix": _ZXING.DataMatrix,
    "QR": _ZXING.QRCode,
    "MicroQR": _ZXING.MicroQRCode,
    "DataBar": _ZXING.DataBar,
    "ITF14": _ZXING.ITF,
    "ITF": _ZXING.ITF,
    "Codabar": _ZXING.Codabar,
    "Code93": _ZXING.Code93,
    "PDF417": _ZXING.PDF417,
    "Aztec": _ZXING.Aztec,
}
_NAMES = {str(value): name for name, value in _BY_NAME.items()} | {"ITF-14": "ITF", "ITF": "ITF"}


@cache
def zxing_formats(formats: Formats) -> zxingcpp.BarcodeFormats:
    """The whitelist in zxing-cpp's words."""
    return zxingcpp.barcode_formats_from_str(",".join(sorted({str(_BY_NAME[name]) for name in formats.names})))


def read_with_zxing(grey: Grey, formats: Formats, engine: str, *, is_level: bool = False) -> list[Candidate]:
    """Every symbol zxing-cpp claims. ``is_level`` says that the bars stand upright, so that one pass is enough."""
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxing_formats(formats),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=not is_level,
        try_downscale=not is_level,
    )
    return [_claim(barcode, engine) for barcode in found]


def _claim(barcode: zxingcpp.Barcode, engine: str) -> Candidate:
    """Bytes, not zxing-cpp's default text, which writes GS1 with parentheses and GS as ``<GS>``."""
    place = barcode.position
    corners = np.array(
        [[p.x, p.y] for p in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)], dtype=np.float64
    )
    return Candidate(_text(barcode), barcode.symbology_identifier, _symbology(barcode), corners, engine)


def _text(barcode: zxingcpp.Barcode) -> str:
    try:
        return barcode.bytes.decode("ascii")
    except UnicodeDecodeError:
        return str(barcode.text)


def _symbology(barcode: zxingcpp.Barcode) -> str:
    """An EAN-13 that begins with zero is a UPC-A: the same bars (GS1 General Specifications 5.2)."""
    name = _NAMES.get(str(barcode.format)) or _NAMES.get(str(barcode.symbology), str(barcode.format).replace(" ", ""))
    return "UPCA" if name == "EAN13" and barcode.bytes.startswith(b"0") else name


def as_placed(candidate: Candidate, corners: Corners) -> Candidate:
    """The same claim in another picture's coordinates."""
    return Candidate(candidate.text, candidate.aim, candidate.symbology, corners, candidate.engine)
