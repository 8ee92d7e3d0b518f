"""What is printed as a barcode: text to modules, the dark and light cells that every printer and picture starts from.

A symbol has no size yet. Millimetres and dots come later (:mod:`labels.raster`), always as a whole number of dots for
each module: bars of uneven width are what makes a label unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import zxingcpp
from barcode import codex, ean, upc
from numpy.typing import NDArray

from labels.elements import GS, element_string, in_pairs

Modules: TypeAlias = NDArray[np.bool_]
"""Rows by columns, True where it is dark. A linear symbol has one row."""


class SymbolError(ValueError):
    """The text cannot be drawn as this kind of symbol, so nothing is drawn at all."""


class Kind(StrEnum):
    """The symbols that the clinic prints; the value is the word used in files."""

    CODE_128 = "code128"
    GS1_128 = "gs1_128"
    EAN_13 = "ean13"
    UPC_A = "upca"
    DATA_MATRIX = "datamatrix"
    GS1_DATA_MATRIX = "gs1_datamatrix"
    QR = "qr"


LINEAR = (Kind.CODE_128, Kind.GS1_128, Kind.EAN_13, Kind.UPC_A)
"""Those of bars, whose height is free."""


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """One symbol, without its quiet zone. ``text`` is what was asked for: GS1 text keeps its parentheses."""

    kind: Kind
    text: str
    modules: Modules

    @property
    def is_linear(self) -> bool:
        """Whether bars, and not cells, carry the data: their height is then free."""
        return len(self.modules) == 1

    @property
    def width(self) -> int:
        """Modules across, without quiet zones."""
        return int(self.modules.shape[1])


class _Code128(codex.Code128):  # type: ignore[misc]  # python-barcode has no types
    """python-barcode's Code 128 without its loss of a leading ``99``.

    It takes code word 99 right after the start for "go to set C" and folds it into the start character, but with set C
    already open, 99 is the two digits (python-barcode issue 251; 500 of 500 such labels were wrong, with a valid
    checksum). Only the switches to A and B may be folded. GS1-128 is not hit: after its start stands FNC1.

    The fault is in 0.16.1; a cure is proposed as its pull request 223. Once
    ``test_pythonbarcode_still_needs_our_cure`` fails, a release has it and this class can go.
    """

    def _try_to_optimize(self, encoded: list[int]) -> list[int]:
        if encoded[1] == _FOLDED_BY_MISTAKE:
            return encoded
        optimised: list[int] = super()._try_to_optimize(encoded)
        return optimised


_FOLDED_BY_MISTAKE = 99


def code_128(text: str) -> Symbol:
    """Code 128 of printable ASCII, which is what scanners send unchanged under every keyboard layout setting.

    :raises SymbolError: empty text, or a character that is not printable ASCII.
    """
    if not text or not (text.isascii() and text.isprintable()):
        raise SymbolError("Code 128 is drawn from printable ASCII characters only, and from at least one.")
    # A fresh object for each symbol: build() keeps state, and a second call gives another pattern.
    return Symbol(Kind.CODE_128, text, _bars(_Code128(text).build()[0]))


def ean_13(text: str) -> Symbol:
    """EAN-13 of all 13 digits. python-barcode would replace a wrong check digit without a word; here it is refused.

    :raises SymbolError: not 13 digits, or the last is not the check digit.
    """
    _require_digits(text, 13)
    drawn = ean.EAN13(text)
    _require_check_digit(text, drawn.get_fullcode())
    return Symbol(Kind.EAN_13, text, _bars(drawn.build()[0]))


def upc_a(text: str) -> Symbol:
    """UPC-A of all 12 digits.

    :raises SymbolError: not 12 digits, or the last is not the check digit.
    """
    _require_digits(text, 12)
    drawn = upc.UPCA(text)
    _require_check_digit(text, drawn.get_fullcode())
    return Symbol(Kind.UPC_A, text, _bars(drawn.build()[0]))


def gs1_128(text: str) -> Symbol:
    """GS1-128 of element strings in parentheses, ``(01)09506000134352(17)271231(10)AB-12``.

    Drawn by python-barcode, which encodes what it is given: FNC1 is put where a field needs its end, and zxing-cpp's
    writer, which knows the application identifiers, is asked first whether it would draw that text at all.

    :raises SymbolError: an unknown identifier, or a field of a length that its identifier does not have.
    """
    _written(text, zxingcpp.BarcodeFormat.Code128, gs1=True)
    pairs = in_pairs(text)
    if not pairs:
        raise SymbolError("GS1-128 is drawn from fields such as (10)AB-12, and from nothing beside them.")
    data = element_string(pairs).replace(GS, codex.Gs1_128.FNC1_CHAR)
    return Symbol(Kind.GS1_128, text, _bars(codex.Gs1_128(data).build()[0]))


def gs1_data_matrix(text: str) -> Symbol:
    """A square GS1 DataMatrix of element strings in parentheses: what most medical supplies carry.

    :raises SymbolError: as for :func:`gs1_128`.
    """
    written = _written(text, zxingcpp.BarcodeFormat.DataMatrix, gs1=True, forceSquare=True)
    return Symbol(Kind.GS1_DATA_MATRIX, text, written)


def data_matrix(text: str) -> Symbol:
    """A square DataMatrix of any text.

    :raises SymbolError: empty text, or more than the symbol holds.
    """
    return Symbol(Kind.DATA_MATRIX, text, _written(text, zxingcpp.BarcodeFormat.DataMatrix, forceSquare=True))


def qr(text: str) -> Symbol:
    """A QR code of any text, as on packs with a GS1 Digital Link.

    :raises SymbolError: empty text, or more than the symbol holds.
    """
    return Symbol(Kind.QR, text, _written(text, zxingcpp.BarcodeFormat.QRCode))


_DRAWN_BY = {
    Kind.CODE_128: code_128,
    Kind.GS1_128: gs1_128,
    Kind.EAN_13: ean_13,
    Kind.UPC_A: upc_a,
    Kind.DATA_MATRIX: data_matrix,
    Kind.GS1_DATA_MATRIX: gs1_data_matrix,
    Kind.QR: qr,
}


def symbol(kind: Kind, text: str) -> Symbol:
    """The symbol of that kind: for callers that have the kind from a file.

    :raises SymbolError: the text does not fit the kind.
    """
    return _DRAWN_BY[kind](text)


def _bars(pattern: str) -> Modules:
    return np.array([[cell == "1" for cell in pattern]], dtype=np.bool_)


def _written(text: str, barcode_format: zxingcpp.BarcodeFormat, **options: bool) -> Modules:
    try:
        written = zxingcpp.create_barcode(text, barcode_format, **options)
        pixels = np.asarray(written.to_image(scale=1, add_quiet_zones=False))
    except ValueError as fault:
        raise SymbolError(f"This text cannot be drawn as {barcode_format.name}: {fault}") from fault
    return np.asarray(pixels == 0, dtype=np.bool_)


def _require_digits(text: str, count: int) -> None:
    if len(text) != count or not (text.isascii() and text.isdecimal()):
        raise SymbolError(f"{count} digits are needed, check digit included.")


def _require_check_digit(text: str, right: str) -> None:
    if text != right:
        raise SymbolError(f"The check digit is {text[-1]} but should be {right[-1]}.")
