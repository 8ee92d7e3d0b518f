"""The decoders, each behind one call: a picture in, claims out. Nobody is believed here."""

from __future__ import annotations

from functools import cache

import numpy as np
import zxingcpp

from tracker.hardware.reading.code_39 import without_pairs
from tracker.hardware.reading.formats import Formats
from tracker.hardware.reading.reading import Candidate, Grey

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
_NAMES = {value: name for name, value in _BY_NAME.items()} | {_ZXING.ITF14: "ITF", _ZXING.ITF: "ITF"}


@cache
def zxing_formats(formats: Formats) -> zxingcpp.BarcodeFormats:
    """The whitelist in zxing-cpp's words."""
    return zxingcpp.barcode_formats_from_str(",".join(sorted({str(_BY_NAME[name]) for name in formats.names})))


def read_with_zxing(grey: Grey, formats: Formats, engine: str, *, is_level: bool = False) -> list[Candidate]:
    """Every symbol zxing-cpp claims. ``is_level`` says that the bars stand upright, so that one pass is enough."""
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxing_formats(formats),
        text_mode=zxingcpp.TextMode.HRI,
        try_rotate=not is_level,
        try_downscale=not is_level,
        try_invert=not is_level,
    )
    return [_claim(barcode, engine) for barcode in found]


def _claim(barcode: zxingcpp.Barcode, engine: str) -> Candidate:
    """``bytes`` are the data; ``text`` is for people: it has GS1's parentheses, and prints GS as ``<GS>``."""
    place = barcode.position
    corners = np.array(
        [[p.x, p.y] for p in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)], dtype=np.float64
    )
    text, aim = _text(barcode), barcode.symbology_identifier
    if aim in ("]A4", "]A5") and (printed := without_pairs(text)) is not None:
        text, aim = printed, "]A0"
    return Candidate(
        text,
        aim,
        _symbology(barcode),
        corners,
        engine,
        barcode.format.name,
        str(barcode.text),
    )


def _text(barcode: zxingcpp.Barcode) -> str:
    for encoding in ("ascii", "utf-8"):
        try:
            return barcode.bytes.decode(encoding)
        except UnicodeDecodeError:
            continue
    return str(barcode.text)


def _symbology(barcode: zxingcpp.Barcode) -> str:
    """An EAN-13 that begins with zero is a UPC-A: the same bars (GS1 General Specifications 5.2)."""
    name = _NAMES.get(barcode.format) or _NAMES.get(barcode.symbology, str(barcode.format.name))
    return "UPCA" if name == "EAN13" and barcode.bytes.startswith(b"0") else name
