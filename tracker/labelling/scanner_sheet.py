"""The sheet on which scanners are tested: the known codes on one page, in the order in which they are scanned."""

from __future__ import annotations

from collections.abc import Mapping

from labels.card import PAPER_MM, Paper
from labels.design import Design
from labels.drawing import Label
from labels.page import Page, Placement, page
from labels.resolution import Resolution
from tracker.hardware.learning.known_codes import KNOWN_CODES, KnownCode
from tracker.labelling.sheet_words import drawn_test, drawn_words

TITLE = "Test a scanner"
NOTE = (
    "In the app: F8, then 'scanner: test'. At the command line: tracker scanner test. Then scan 1 to 6 in this order; "
    "leave out what the scanner cannot read. Print this page at 100 %, not fitted to the paper."
)
FOOT = (
    "After 6 the verdict says what this scanner may be used for, and what to set in it: layout, case, separator (GS), AIM "
    "identifiers, suffix and pace. Set that, and scan from 1 again: every scan of it is judged by the last test."
)
_ELEMENT_VALUES = {"01": "gtin", "17": "expiry_yymmdd", "10": "lot", "21": "serial"}


def scanner_sheet(designs: Mapping[str, Design], clinic: str, paper: Paper, resolution: Resolution) -> Page:
    """One page, every symbol read back.

    :raises LabelError: a symbol that does not read back, so that nothing is printed.
    """
    rows = [
        drawn_words(designs, "card_title", {"name": TITLE, "clinic": clinic}, resolution),
        drawn_words(designs, "note", {"name": NOTE}, resolution),
        *(drawn_test(designs, code, _values(code), resolution) for code in KNOWN_CODES),
        drawn_words(designs, "note", {"name": FOOT}, resolution),
    ]
    width, height = (resolution.dots(side) for side in PAPER_MM[paper])
    return page(resolution, width, height, _stacked(rows, width, height))


def _stacked(rows: list[Label], width: int, height: int) -> list[Placement]:
    """One below the other, in the middle of the paper."""
    left = (width - rows[0].dots.shape[1]) // 2
    y = (height - sum(row.dots.shape[0] for row in rows)) // 2
    placements = []
    for row in rows:
        placements.append(Placement(row, left, y))
        y += row.dots.shape[0]
    return placements


def _values(code: KnownCode) -> dict[str, str]:
    said = {"number": str(code.number), "name": code.name, "shows": code.shows, "printed": code.printed}
    fields = {_ELEMENT_VALUES[identifier]: value for identifier, value in code.elements}
    return said | (fields or {"code": code.data})
