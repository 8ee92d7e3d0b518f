"""What the papers about specimens have in common: how a time and a signed note are written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo
from typing import TypeAlias

from labels.document import Document
from labels.raster import QUIET_MODULES
from labels.symbols import Kind, qr
from labels.writing import Style
from tracker.text import safe

Shares: TypeAlias = Sequence[tuple[str, float]]
_HEAD, _NOTE = Style(2.6, True), Style(2.3, is_typewriter=True)
_WORD, _FACT = Style(2.6), Style(3.6, True)
_MODULE_MM = 0.43
_LINES_MM = 4.5
"""Of the title, above the note's lines."""


def written(at: datetime | None, zone: tzinfo | None) -> str:
    """``2026-11-16 09:41 -0600``: with its offset, since both ends of a trip may keep different time."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %z}" if at else ""


def note_mm(document: Document, note: str) -> float:
    """Height of :func:`note_block`."""
    code_mm = (qr(note).width + 2 * QUIET_MODULES[Kind.QR]) * _MODULE_MM
    count = sum(len(document.lines(safe(one), _NOTE, _beside_mm(document, code_mm))) for one in note.split("\n"))
    return max(code_mm, _LINES_MM + count * _NOTE.pitch_mm)


def note_block(document: Document, y_mm: float, title: str, note: str) -> None:
    """A signed note as a QR code, exactly as it is, and in small letters beside it for who has no scanner."""
    left_mm = document.area.left_mm
    wide_mm = document.symbol(left_mm - 2, y_mm - 2, Kind.QR, note, _MODULE_MM)
    x_mm, width_mm = left_mm + wide_mm, _beside_mm(document, wide_mm)
    document.write(x_mm, y_mm, safe(title), _HEAD, width_mm)
    y_mm += _LINES_MM
    for line in note.split("\n"):
        y_mm = document.write_lines(x_mm, y_mm, safe(line), _NOTE, width_mm)


def facts_block(document: Document, y_mm: float, facts: Sequence[tuple[str, str]]) -> float:
    """A paper's facts, a word and what it is on each line; where the next may begin."""
    area = document.area
    for word, value in facts:
        document.write(area.left_mm, y_mm + 0.6, safe(word), _WORD, 20)
        document.write(area.left_mm + 20, y_mm, safe(value) or "–", _FACT, area.width_mm - 23)
        y_mm += 5.6
    return y_mm + 3


def _beside_mm(document: Document, code_mm: float) -> float:
    return document.area.width_mm - code_mm - 1


def column_places(document: Document, shares: Shares) -> list[tuple[str, float, float]]:
    """Each column's title, left edge and width in millimetres; ``shares`` of the page's width."""
    places, x_mm = [], document.area.left_mm
    for title, share in shares:
        width_mm = share * document.area.width_mm
        places.append((title, x_mm, width_mm - 2))
        x_mm += width_mm
    return places


def column_heads(document: Document, y_mm: float, shares: Shares, style: Style, numbers: Collection[str] = ()) -> float:
    """The titles over a rule, those of ``numbers`` to the right; gives where the rows begin."""
    for title, x_mm, width_mm in column_places(document, shares):
        document.write(x_mm, y_mm, title, style, width_mm, is_right=title in numbers)
    document.rule(y_mm + 4.2, weight_mm=0.4)
    return y_mm + 4.6
