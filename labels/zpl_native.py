"""ZPL II fields that the printer draws itself: bars by ``^BC``, cells by ``^BX``, letters by ``^A0``.

A tenth of the bytes of a graphic, and bars as sharp as the head; but they are the printer's dots, not those that were
read back. So a field is native only where it is certain to take the place that it has on the label, and every other one
stays a graphic: text with letters that the printer's font may not have or that had to be shortened, bars that would be
encoded at another width, and the symbols that are not named here.

All but letters, digits and spaces is written ``_XX`` under ``^FH``: a name ``O^XZ~JA`` stays a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from labels.design import Align, Box, Design, SymbolField, TextField, filled
from labels.drawing import Label
from labels.elements import GS, element_string, in_parentheses
from labels.resolution import Resolution
from labels.symbols import Kind, Symbol, symbol

CHARACTERS = "^CI28"
"""UTF-8: without it some printers show national letters in place of ``#``, ``@``, ``[`` and others."""

_PLAIN = re.compile(r"[A-Za-z0-9 ]")
_ESCAPE = "\\"
"""``^BX``'s own escape sign; data with it in them go as a graphic."""

_ROOM = {10: 3, 12: 5, 14: 8, 16: 12, 18: 18, 20: 22, 22: 30, 24: 36, 26: 44, 32: 62, 36: 86, 40: 114, 44: 144, 48: 174}
"""Code words in a square DataMatrix, by its modules across (ISO/IEC 16022, table 7)."""

_WIDTHS = {
    **dict.fromkeys("!'(),./:;I[]`fijlt ", 0.32),
    **dict.fromkeys("MWmw", 0.85),
    **dict.fromkeys("<>~%+-=@", 1.02),
}
_OTHER_WIDTH = 0.65
"""How far a letter of font 0 runs, in parts of its height: upper bounds, of zplkit's copies of a printer's own letters (at
20, 30 and 40 dots). Measured were 0.23 to 0.30 for narrow ones, up to 0.82 for W, 1.00 for ~, and 0.62 for all others."""

_ABOVE = 0.05
"""How far letters of font 0 reach above their place, in parts of their height: 1 dot of 20 and 3 of 75 were seen."""


@dataclass(frozen=True, slots=True)
class Native:
    """``commands`` without their ``^FO`` and ``^FS``; (``x``, ``y``) is where they draw, ``area`` what they stand for."""

    x: int
    y: int
    area: tuple[slice, slice]
    commands: str


def native_fields(design: Design, values: Mapping[str, str], label: Label) -> tuple[Native, ...]:
    """What the printer can draw of ``label``, which was drawn of the same ``design`` and ``values``, and read back."""
    known = {name: unicodedata.normalize("NFC", value).strip(" ") for name, value in values.items()}
    symbols = (_symbol(field, known, label) for field in design.symbols)
    texts = (_text(field, known, label.resolution) for field in design.texts)
    return tuple(one for one in (*symbols, *texts) if one is not None)


def _area(box: Box, resolution: Resolution) -> tuple[slice, slice]:
    rows = slice(resolution.dots(box.y_mm), resolution.dots(box.bottom_mm))
    return rows, slice(resolution.dots(box.x_mm), resolution.dots(box.right_mm))


def _symbol(field: SymbolField, values: Mapping[str, str], label: Label) -> Native | None:
    """Where its ink is on the label, in modules as wide as there."""
    area = _area(field.box, label.resolution)
    rows, columns = np.nonzero(label.dots[area] == 0)
    if not len(rows):
        return None
    width, height = int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
    if field.kind is Kind.CODE_128:
        commands = _bars(symbol(field.kind, filled(field.value, values)), width, height)
    elif field.kind in (Kind.DATA_MATRIX, Kind.GS1_DATA_MATRIX):
        commands = _cells(*_matrix(field, values), width)
    else:
        return None
    if commands is None:
        return None
    return Native(int(columns.min()) + area[1].start, int(rows.min()) + area[0].start, area, commands)


def _bars(drawn: Symbol, width: int, height: int) -> str | None:
    """None where the printer's symbol would be wider or narrower than ours."""
    data, count = _in_subsets(drawn.text)
    if 11 * (count + 1) + 13 != drawn.width:
        return None
    return f"^BY{width // drawn.width}^BCN,{height},N,N,N,N^FH_^FD{data}"


def _in_subsets(text: str) -> tuple[str, int]:
    """The text with ``^BC``'s words for subsets B and C, and how many code words it is, the start included.

    Pairs of digits go into C: runs of four at either end, of six within, an odd run's first digit before them (Annex E of
    ISO/IEC 15417).
    """
    parts: list[tuple[str, str]] = []
    for found in re.finditer(r"[0-9]+|[^0-9]+", text):
        run = found[0]
        is_at_an_end = found.start() == 0 or found.end() == len(text)
        if not run[0].isdigit() or len(run) < (4 if is_at_an_end else 6):
            parts.append(("B", run))
            continue
        odd = len(run) % 2
        parts += [("B", run[:odd]), ("C", run[odd:])]
    written, count, now = "", 0, ""
    for subset, run in parts:
        if not run:
            continue
        if subset != now:
            start = {"B": ">:", "C": ">;"} if not now else {"B": ">6", "C": ">5"}
            written, count, now = written + _escaped(start[subset]), count + 1, subset
        written += _escaped(run.replace(">", ">0"))
        count += len(run) // 2 if subset == "C" else len(run)
    return written, count


def _matrix(field: SymbolField, values: Mapping[str, str]) -> tuple[Symbol, str]:
    """The symbol, and its data as a reader gives them, with an FNC1 in front for GS1."""
    if not field.elements:
        text = filled(field.value, values)
        return symbol(field.kind, text), text
    parts = [(ai, filled(template, values)) for ai, template in field.elements]
    parts = [(ai, value) for ai, value in parts if value]
    return symbol(field.kind, in_parentheses(parts)), GS + element_string(parts)


def _cells(drawn: Symbol, data: str, width: int) -> str | None:
    """None where the data, as ASCII and pairs of digits, might need a larger symbol than ours."""
    if not data.isascii() or _ESCAPE in data:
        return None
    words = len(re.sub(r"[0-9]{2}", "#", data))
    if words > _ROOM.get(drawn.width, 0):
        return None
    written = "".join(f"{_escaped(_ESCAPE)}1" if sign == GS else _escaped(sign) for sign in data)
    return f"^BXN,{width // drawn.width},200,{drawn.width},{drawn.width},6,{_ESCAPE}^FH_^FD{written}"


def _text(field: TextField, values: Mapping[str, str], resolution: Resolution) -> Native | None:
    """As high as it may be and certainly fits; None where it does not, or is more than printable ASCII on one line."""
    text = filled(field.value, values)
    if not text or field.is_reversed or not (text.isascii() and text.isprintable()) or _ESCAPE in text:
        return None
    area = _area(field.box, resolution)
    height, width = (part.stop - part.start for part in area)
    ems = sum(_WIDTHS.get(letter, _OTHER_WIDTH) for letter in text)
    size = min(int(min(resolution.most_dots(field.size_mm), height) / (1 + _ABOVE)), int((width - 2) / ems))
    if size < int(resolution.least_dots(field.smallest_mm) / (1 + _ABOVE)):
        return None
    line = "" if field.align is Align.LEFT else f"^FB{width},1,0,{'C' if field.align is Align.CENTRE else 'R'}"
    above = ceil(size * _ABOVE)
    top = area[0].start + above + max(0, height - size - above) // 2
    return Native(area[1].start, top, area, f"^A0N,{size},{size}{line}^FH_^FD{_escaped(text)}")


def _escaped(text: str) -> str:
    return "".join(sign if _PLAIN.fullmatch(sign) else f"_{ord(sign):02X}" for sign in text)
