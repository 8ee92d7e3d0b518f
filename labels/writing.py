"""Written lines in a PDF: as text where the PDF's own typefaces have every letter, else in the labels' ink.

Helvetica and Courier are in every reader, and what is written in them can be searched and copied; they have the letters of
Western Europe (WinAnsi, Windows-1252). A line with any other letter is drawn whole in the typeface of
:mod:`labels.lettering`, which has Greek, Cyrillic and more accents. What that has not either is escaped.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfmetrics import stringWidth

from labels.errors import LabelError
from labels.fitting import ELLIPSIS
from labels.lettering import checked, line, line_px, width_dots
from labels.rectangles import rectangles
from labels.resolution import Resolution

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_DOTS_PER_MM = Resolution.DPI_600.dots_per_mm
_INSET = 0.05


@dataclass(frozen=True, slots=True)
class Style:
    """``size_mm`` is the letters' size, as typographers measure it."""

    size_mm: float
    is_bold: bool = False
    is_typewriter: bool = False

    @property
    def pitch_mm(self) -> float:
        """From one line to the next."""
        return self.size_mm * 1.3

    @property
    def font(self) -> str:
        family = "Courier" if self.is_typewriter else "Helvetica"
        return f"{family}-Bold" if self.is_bold else family

    @property
    def dots(self) -> int:
        return round(self.size_mm * _DOTS_PER_MM)

    @property
    def weight(self) -> int:
        return 700 if self.is_bold else 400


def printable(text: str) -> str:
    """NFC, with every character that no typeface here has as ``\\u05d3``."""
    return "".join(one if _has(one) else _escaped(one) for one in unicodedata.normalize("NFC", text))


def _has(character: str) -> bool:
    try:
        return character.isprintable() and checked(character) == character
    except LabelError:
        return False


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _is_text(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def run_dots(text: str, style: Style) -> float:
    """How far the text runs."""
    if _is_text(text):
        return float(stringWidth(text, style.font, style.dots))
    return width_dots(text, line_px(_line_dots(style)), style.weight)


def shortened(text: str, style: Style, width: int) -> str:
    """The text, escaped where it must be, and ending in ``…`` where it is wider than ``width`` dots."""
    text = printable(text)
    if run_dots(text, style) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        kept = (low + high + 1) // 2
        if run_dots(text[:kept] + ELLIPSIS, style) <= width:
            low = kept
        else:
            high = kept - 1
    return text[:low].rstrip(" ") + ELLIPSIS


def broken(text: str, style: Style, width: int) -> list[str]:
    """Lines of at most ``width`` dots, broken at spaces, and within a word only where it is wider by itself."""
    lines = [""]
    for word in printable(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if run_dots(joined, style) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and run_dots(lines[-1] + character, style) > width:
                lines.append("")
            lines[-1] += character
    return lines


def drawn(canvas: Canvas, x: float, top: float, right: float | None, text: str, style: Style) -> None:
    """Put a line that was made by :func:`shortened` on the page, its top at ``top`` dots from below. With ``right`` it
    ends there instead of beginning at ``x``."""
    base = top - style.dots
    if _is_text(text):
        canvas.setFont(style.font, style.dots)
        if right is None:
            canvas.drawString(x, base, text)
        else:
            canvas.drawRightString(right, base, text)
        return
    ink = line(text, _line_dots(style), style.weight)
    if ink is None:
        # A letter higher than its line, of which none is known: rather escaped than cut through.
        drawn(canvas, x, top, right, "".join(one if _is_text(one) else _escaped(one) for one in text), style)
        return
    left = x if right is None else right - ink.shape[1]
    path = canvas.beginPath()
    for at, down, width, height in rectangles((~ink).astype("uint8") * 255):
        path.rect(left + at + _INSET, top - down - height + _INSET, width - 2 * _INSET, height - 2 * _INSET)
    canvas.drawPath(path, stroke=0, fill=1)


def _line_dots(style: Style) -> int:
    """Accents and descenders included, with letters of the same size as Helvetica's."""
    return round(style.dots * 1.25)
