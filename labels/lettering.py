"""Words in dots. The typeface is the one built into OpenCV 5: Latin with accents, Greek, Cyrillic and more, no font file.

It never cuts or replaces: a character that the typeface has not is named, and so is one that would need what a label
printer's line cannot do (writing from right to left, marks that stand on other letters).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from math import ceil
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from labels.errors import LabelError

Ink: TypeAlias = NDArray[np.bool_]
"""Rows by columns, True where ink is printed."""

ASCENT, DESCENT = 1.0, 0.25
"""Parts of the size above and below the base line. Measured on this typeface: É 0.97, Ậ 0.99 up; g 0.25 down. Ễ is more."""

SMALLEST_LINE_DOTS = 10
"""Below 8 dots to the size, letters run into each other."""

_MEASURED_PX = 128

_BLANK = "\u115f\u1160\u3164\uffa0\u2800\ufffc"
"""Letters and signs by their class that are drawn as nothing, or as a box for a thing that is not there: a name of them
would not be seen."""
_NOWHERE = "\uffff"
_RIGHT_TO_LEFT = ("R", "AL", "AN")


def checked(text: str) -> str:
    """The text in NFC, if every character of it can be printed.

    :raises LabelError: ``label_control``, ``label_right_to_left`` or ``label_character``, naming the character.
    """
    composed = unicodedata.normalize("NFC", text)
    for number, character in enumerate(composed):
        _require_printable(character, composed[number - 1] if number else "")
    return composed


def _require_printable(character: str, before: str) -> None:
    if character == " " or (character.isascii() and character.isprintable()):
        return
    category = "Cf" if character in _BLANK else unicodedata.category(character)
    named = _named(character)
    if category.startswith("C") or category in ("Zl", "Zp"):
        raise LabelError(
            f"The text holds an invisible or unassigned character ({named}).",
            hint="Type it again: it came in by a copy or a scan.",
            code="label_control",
        )
    if unicodedata.bidirectional(character) in _RIGHT_TO_LEFT:
        raise LabelError(
            f"The text holds {named}, which is written from right to left. Labels are not printed in that direction.",
            hint="Write the name in Latin letters, as on the patient's card.",
            code="label_right_to_left",
        )
    if category.startswith("M") and before.isalpha():
        # In NFC a mark that stands alone is one for which no letter with it exists.
        raise LabelError(
            f"The label's typeface has no {_named(before)} with {named}.",
            hint="Write that letter without the mark.",
            code="label_character",
        )
    if category.startswith("M") or not _has_glyph(character):
        raise LabelError(
            f"The label's typeface has no {named}.",
            hint="Write it in Latin, Greek or Cyrillic letters.",
            code="label_character",
        )


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def line_px(line_dots: int) -> int:
    """The size at which letters fill a line of so many dots, accents and descenders included."""
    return int(line_dots / (ASCENT + DESCENT))


def width_dots(text: str, size_px: int, weight: int) -> int:
    """How far the text runs. An estimate by the typeface's own widths; :func:`line` gives the ink itself.

    OpenCV draws each letter to measure it, in a time that grows with its area: large text is measured small. From
    ``_MEASURED_PX`` on, widths are in proportion to within 0.5 % (measured), and two thirds of a shelf label's time were
    spent on them.
    """
    if size_px <= _MEASURED_PX:
        return _measured(text, size_px, weight)
    return ceil(_measured(text, _MEASURED_PX, weight) * size_px / _MEASURED_PX)


@lru_cache(maxsize=4096)
def _measured(text: str, size_px: int, weight: int) -> int:
    _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), _face(), size_px, weight)
    return int(width)


@lru_cache(maxsize=2048)
def line(text: str, line_dots: int, weight: int) -> Ink | None:
    """One line of ink, ``line_dots`` high and as wide as its ink; None where a letter is higher than any line.

    Letters with two accents, as in NGUYỄN, stand higher than lines are made for: then the words move down in their line,
    and are drawn smaller where that is not enough. To drop such a letter would mutilate a name.
    """
    for size_px in range(line_px(line_dots), line_px(line_dots) * 2 // 3, -1):
        ink = _written(text, size_px, weight)
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        if not len(columns):
            return np.zeros((line_dots, 1), np.bool_)
        if rows[-1] - rows[0] < line_dots:
            top = min(max(size_px, rows[-1] + 1 - line_dots), rows[0])
            return ink[top : top + line_dots, columns[0] : columns[-1] + 1]
    return None


def _written(text: str, size_px: int, weight: int) -> Ink:
    """With a size's room on every side, and its line, as lines are made, from a size below the upper edge."""
    wide, high = width_dots(text, size_px, weight) + 2 * size_px, round(size_px * (ASCENT + DESCENT)) + 2 * size_px + 2
    canvas = np.full((high, wide, 3), 255, np.uint8)
    above = size_px + round(size_px * ASCENT)
    _, written = cv2.putText(canvas, text, (size_px, above), (0, 0, 0), _face(), size_px, weight)
    return np.asarray(np.asarray(written, np.uint8)[:, :, 0] < 128, np.bool_)


def _face() -> cv2.FontFace:
    """A fresh one for each call (16 µs): a face holds state, and labels are drawn by several threads."""
    return cv2.FontFace("sans")


@lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    """OpenCV draws a question mark for what its typefaces have not, and does not say so: compare the pictures."""
    return character == "?" or _picture(character) != _picture(_NOWHERE)


def _picture(character: str) -> bytes:
    canvas = np.full((64, 96, 3), 255, np.uint8)
    _, written = cv2.putText(canvas, character, (16, 44), (0, 0, 0), _face(), 32, 400)
    return np.asarray(written, np.uint8).tobytes()
