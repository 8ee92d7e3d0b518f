"""The pack's first page, how to work on paper and how to scan it in; and, where asked for, a page of badges."""

from __future__ import annotations

from labels.document import Document
from labels.symbols import Kind
from labels.writing import Style
from tracker.labelling.downtime_facts import Badge, PackFacts
from tracker.text import safe

_TITLE, _HEAD, _TEXT, _SMALL = Style(8, True), Style(4.4, True), Style(3.6), Style(2.8)
_ON_PAPER = (
    "Tubes. Write both identifiers on a label of this pack and on its row of the custody sheet; the patient says them.",
    "Stick the label on the tube at the patient's side, draw, then write the time and your initials. Never beforehand.",
    "Hand-off. Both compare number by number, and write time, from and to. No tube is left to nobody.",
    "Counts. Write what stands there, in single pieces, with the time. 0 where nothing is left; blank if not counted.",
    "Times as 09:40. A mistake is struck through once, and initialled. Keep every sheet, the spoilt ones too.",
)
_SCANNED_IN = (
    "Do it before anybody goes on with these tubes here: nothing can be put before a step that is on record.",
    "Enter the requisitions that came on paper: COLLECT, then F4.",
    "Your own badge, FROM PAPER (card 'Entered from paper'), then the line's time: four digits, or typed.",
    "Tubes: COLLECT, the badge of who drew, the requisition; enter the two identifiers as they are written; then each"
    " number twice, once to bind the label and once as full. Another time? FROM PAPER again. Earliest first.",
    "Hand-offs: HAND OFF, the giver's badge, the numbers, the receiver's badge, the numbers again.",
    "Spun, tested, stored: SPIN, TEST, STORE, the badge of who held it, the numbers.",
    "Counts: COUNT, the place's code; then for each line the number (digits, or typed) and the line's code.",
    "PAPER DONE at the end. Each step bears the written time, and says: entered afterwards, by you, for who signed.",
    "Refused? It says why. What cannot be entered goes to the lead with its sheet. File the sheets.",
)


def write_front(document: Document, facts: PackFacts, stock: str) -> None:
    """On the document's first page. ``stock`` is what the labels' pages are to be printed on, in words."""
    area = document.area
    document.write(area.left_mm, area.top_mm, "When the computers are down", _TITLE, area.width_mm)
    labels = f"labels {_shown(facts.numbers[0])} to {_shown(facts.numbers[-1])}"
    said = f"{safe(facts.clinic)}   pack of {facts.made_on}   {len(facts.numbers)} {labels}"
    document.write(area.left_mm, area.top_mm + 11, said, _TEXT, area.width_mm)
    printing = (
        f"Print all of it at 100 %; the pages of labels on {safe(stock)}." if stock else "Print all of it at 100 %."
    )
    document.write(area.left_mm, area.top_mm + 16, printing, _TEXT, area.width_mm)
    y_mm = _steps(document, area.top_mm + 25, "On paper", _ON_PAPER)
    y_mm = _steps(document, y_mm + 4, "When they are back: scan it in", _SCANNED_IN)
    badges = "take the page of badges" if facts.badges else "types what stands under its bars"
    said = f"Badges: whoever signed scans his own, or {badges}."
    y_mm = document.write_lines(area.left_mm + 7, y_mm, said, _TEXT, area.width_mm - 7)
    _who_is_who(document, y_mm + 5)


def _shown(number: str) -> str:
    return safe(f"{number[:8]} {number[8:]}")


def _steps(document: Document, y_mm: float, title: str, steps: tuple[str, ...]) -> float:
    area = document.area
    document.write(area.left_mm, y_mm, title, _HEAD, area.width_mm)
    y_mm += 7
    for number, step in enumerate(steps, start=1):
        document.write(area.left_mm, y_mm, f"{number}", Style(3.6, True), 6)
        y_mm = document.write_lines(area.left_mm + 7, y_mm, step, _TEXT, area.width_mm - 7) + 1.2
    return y_mm


def _who_is_who(document: Document, y_mm: float) -> None:
    """Initials are worth nothing a week later."""
    area = document.area
    document.write(area.left_mm, y_mm, "Who is who", _HEAD, 60)
    document.write(
        area.left_mm + 60, y_mm + 1, "initials, name, badge number; everybody who writes on a sheet", _SMALL, 120
    )
    half_mm = area.width_mm / 2
    y_mm += 16
    while y_mm < area.bottom_mm:
        for x_mm in (area.left_mm, area.left_mm + half_mm):
            document.rule(y_mm, x_mm=x_mm, to_mm=x_mm + 14)
            document.rule(y_mm, x_mm=x_mm + 18, to_mm=x_mm + half_mm - 6)
        y_mm += 11


def write_badges(document: Document, facts: PackFacts) -> None:
    """Whoever has this page can act in anybody's name: it is asked for, and says so."""
    y_mm = document.area.bottom_mm
    for number, badge in enumerate(facts.badges):
        if number % 2 == 0:
            y_mm += 22
        if y_mm + 22 > document.area.bottom_mm:
            document.turn_page(is_landscape=False)
            y_mm = _badges_top(document)
        _badge(document, y_mm, badge, is_right=number % 2 == 1)


def _badges_top(document: Document) -> float:
    area = document.area
    document.write(area.left_mm, area.top_mm, "Badges", _TITLE, area.width_mm)
    said = "For scanning in only. Locked away until then, and destroyed afterwards: whoever has it can sign as anybody."
    document.write(area.left_mm, area.top_mm + 11, said, Style(3.6, True), area.width_mm)
    return area.top_mm + 20


def _badge(document: Document, y_mm: float, badge: Badge, *, is_right: bool) -> None:
    x_mm = document.area.left_mm + (document.area.width_mm / 2 if is_right else 0)
    document.symbol(x_mm, y_mm, Kind.CODE_128, badge.code, 0.34, 10)
    document.write(x_mm + 4, y_mm + 11, f"{safe(badge.name)}   {safe(badge.code)}", _SMALL, 84)
