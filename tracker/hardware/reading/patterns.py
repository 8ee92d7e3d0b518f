"""The bars that a text must have: symbols drawn as modules, segment by segment, with every other segment that could
stand in the same place. Against these the pixels are held (:mod:`tracker.hardware.reading.matching`).

Tables: Code 128 after ISO/IEC 15417, EAN/UPC after GS1 General Specifications 5.2, ITF after ISO/IEC 16390; Code 39 is
taken from zxing-cpp's writer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from tracker.hardware.reading.code_39 import CODE_39, in_pairs
from tracker.hardware.reading.code_128 import CODE_128, STOP, encodations
from tracker.hardware.reading.reading import Candidate
from tracker.hardware.reading.retail import as_printed, upc_e_parity

Runs = tuple[float, ...]
"""Widths in modules, bar and space in turn."""

Levels = NDArray[np.float32]
"""1 where dark and 0 where light, :data:`SAMPLES` for each module."""

SAMPLES = 6
"""Per module. Divisible by 2, so that Code 39's wide elements of 2.5 modules come out whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """What may stand in one place, drawn, a row each."""

    levels: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One symbol character as drawn. ``alphabet`` (rows) is all characters of its width, itself among them in row
    ``number`` and all others its rivals; one array for all segments of a kind. Without rivals it has no rows."""

    levels: Levels
    alphabet: Alphabet
    number: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A whole symbol, one segment after the other, from its first bar to its last."""

    segments: tuple[Segment, ...]

    @property
    def modules(self) -> float:
        return sum(segment.levels.size for segment in self.segments) / SAMPLES


def drawings(one: Candidate) -> Iterator[Drawing]:
    """Every way in which the claimed text is usually printed; none where nobody here knows how to draw it."""
    text = one.text
    if one.symbology in {"EAN13", "UPCA"} and len(text) == 13:
        yield _ean_13(text)
    elif one.symbology == "EAN8" and len(text) == 8:
        yield _ean_8(text)
    elif one.symbology == "UPCE":
        yield from _upc_e(as_printed(text, "UPCE"))
    elif one.symbology == "Code128":
        yield from map(_code_128, encodations(text, one.aim))
    elif one.symbology == "Code39":
        yield from (_code_39(way, ratio) for way in _code_39_ways(text) for ratio in _RATIOS)
    elif one.symbology == "ITF":
        yield from (_itf(text, ratio) for ratio in _RATIOS)
    elif one.variant in _WRITTEN:
        yield from _as_written(one.hri, one.variant)


_RATIOS = (2.5, 2.0, 3.0)
"""Wide to narrow. The middle one fits every print between by 0.88 or more, so it goes first."""

_WRITTEN = frozenset({"DataBarOmni", "DataBarLtd", "DataBarExp", "Code93", "Codabar"})
_WINDOW = 11 * SAMPLES


def _as_written(hri: str, variant: str) -> Iterator[Drawing]:
    """As zxing-cpp's writer draws it, cut into windows; without rivals, since their characters are not known here."""
    try:
        symbol = zxingcpp.create_barcode(hri, zxingcpp.BarcodeFormat[variant])
        drawn = np.array(symbol.to_image(scale=1, add_quiet_zones=False))
    except (ValueError, RuntimeError):
        return
    row = drawn[drawn.shape[0] // 4] < 128
    dark = np.flatnonzero(row)
    levels = np.repeat(row[dark[0] : dark[-1] + 1], SAMPLES).astype(np.float32)
    pieces = np.array_split(levels, max(1, levels.size // _WINDOW))
    yield Drawing(tuple(Segment(piece, _nothing(piece.size)) for piece in pieces))


def _upc_e(printed: str) -> Iterator[Drawing]:
    if len(printed) == 8 and printed[0] in "01":
        sides = zip(printed[1:7], upc_e_parity(printed), strict=True)
        digits = [_L[int(digit)] if side == "L" else _L[int(digit)][::-1] for digit, side in sides]
        mirrored = tuple(widths[::-1] for widths in _L)
        middle = (_among(widths, (*_L, *mirrored), False) for widths in digits)
        yield Drawing((_alone("111", True), *middle, _alone("111111", False)))


_L = ("3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112")
_PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")


def _ean_13(text: str) -> Drawing:
    left = [_L[int(d)] if p == "L" else _L[int(d)][::-1] for d, p in zip(text[1:7], _PARITY[int(text[0])], strict=True)]
    return _ean(left, [_L[int(digit)] for digit in text[7:]])


def _ean_8(text: str) -> Drawing:
    return _ean([_L[int(digit)] for digit in text[:4]], [_L[int(digit)] for digit in text[4:]])


def _ean(left: list[str], right: list[str]) -> Drawing:
    """L and G are both rivals on the left: EAN-13's first digit is told by their order alone."""
    mirrored = tuple(widths[::-1] for widths in _L)
    return Drawing(
        (
            _alone("111", True),
            *(_among(widths, (*_L, *mirrored), False) for widths in left),
            _alone("11111", False),
            *(_among(widths, _L, True) for widths in right),
            _alone("111", True),
        )
    )


def _code_128(codewords: list[int]) -> Drawing:
    check = (codewords[0] + sum(place * word for place, word in enumerate(codewords))) % 103
    words = [*codewords, check]
    return Drawing((*(_among(CODE_128[word], CODE_128, True) for word in words), _alone(STOP, True)))


@cache
def _code_39_table(ratio: float) -> dict[str, Runs]:
    """Runs with the gap after the character. The writer draws start, one character, stop: 3 times 13 modules."""
    table: dict[str, Runs] = {}
    for character in CODE_39:
        drawn = np.array(
            zxingcpp.create_barcode(character, zxingcpp.BarcodeFormat.Code39Std).to_image(
                scale=1, add_quiet_zones=False
            )
        )
        runs = [ratio if wide > 1 else 1.0 for wide in _runs(drawn[drawn.shape[0] // 4] < 128)]
        table["*"], table[character] = tuple(runs[:10]), tuple(runs[10:20])
    return table


def _code_39_ways(text: str) -> Iterator[str]:
    """As it stands, or as full ASCII (ISO/IEC 16388 annex A): every other character as a pair."""
    if not text or not text.isascii():
        return
    if all(character in CODE_39 for character in text):
        yield text
    full = in_pairs(text)
    if full != text:
        yield full


def _code_39(text: str, ratio: float) -> Drawing:
    table = _code_39_table(ratio)
    every = tuple(runs for character, runs in table.items() if character != "*")
    middle = (_among(table[character], every, True) for character in text)
    return Drawing((_alone(table["*"], True), *middle, _alone(table["*"][:9], True)))


_ITF = ("00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010")


def _itf(text: str, ratio: float) -> Drawing:
    pairs = _itf_pairs(ratio)
    middle = (_among(pairs[int(text[place : place + 2])], pairs, True) for place in range(0, len(text), 2))
    return Drawing((_alone("1111", True), *middle, _alone((ratio, 1.0, 1.0), True)))


@cache
def _itf_pairs(ratio: float) -> tuple[Runs, ...]:
    wide = {"0": 1.0, "1": ratio}
    return tuple(
        tuple(wide[one] for pair in zip(_ITF[number // 10], _ITF[number % 10], strict=True) for one in pair)
        for number in range(100)
    )


def _runs(dark: NDArray[np.bool_]) -> list[int]:
    edges = np.flatnonzero(np.diff(dark.astype(np.int8))) + 1
    return [int(width) for width in np.diff(np.concatenate([[0], edges, [dark.size]]))]


def _alone(runs: str | Runs, is_dark: bool) -> Segment:
    levels = _levels(tuple(float(width) for width in runs), is_dark)
    return Segment(levels, _nothing(levels.size))


@cache
def _nothing(size: int) -> Alphabet:
    return Alphabet(np.empty((0, size), dtype=np.float32))


@cache
def _among(runs: str | Runs, every: tuple[str | Runs, ...], is_dark: bool) -> Segment:
    levels = _levels(tuple(float(width) for width in runs), is_dark)
    alphabet, rows = _alphabet(every, is_dark, levels.size)
    return Segment(levels, alphabet, rows[runs])


@cache
def _alphabet(every: tuple[str | Runs, ...], is_dark: bool, size: int) -> tuple[Alphabet, dict[str | Runs, int]]:
    """All characters of one size, and the row of each."""
    drawn = {runs: _levels(tuple(float(width) for width in runs), is_dark) for runs in every}
    fitting = {runs: levels for runs, levels in drawn.items() if levels.size == size}
    return Alphabet(np.array(list(fitting.values()))), {runs: row for row, runs in enumerate(fitting)}


@cache
def _levels(runs: Runs, is_dark: bool) -> Levels:
    levels = [np.full(round(width * SAMPLES), (place % 2 == 0) == is_dark) for place, width in enumerate(runs)]
    return np.concatenate(levels).astype(np.float32)
