"""One specimen's custody on paper: who held it, from when to when, and by what anyone can check that nothing was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from labels.card import Paper
from labels.document import Document
from labels.symbols import Kind
from labels.writing import Style
from tracker.reports.papers import note_block, note_mm, written
from tracker.specimens.evidence import Signature
from tracker.specimens.facts import CustodyStep, Party, Specimen, Spot
from tracker.specimens.states import Do, State, hl7_event
from tracker.text import safe

SHOWN_DIGITS = 16
"""Of an event's hash: enough to find it in the bundle, which has all 64."""

_HASHES_TO_THE_LINE = 7

_TITLE, _HEAD, _TEXT, _BOLD, _SMALL = Style(7, True), Style(2.6, True), Style(2.6), Style(3.6, True), Style(2.6)
_NUMBER, _HASH = Style(5, True), Style(2.3, is_typewriter=True)
_SHARES = (
    ("", 0.03),
    ("Time", 0.135),
    ("Step", 0.11),
    ("By", 0.13),
    ("From", 0.13),
    ("To", 0.13),
    ("Where", 0.165),
    ("Why, how, who saw it", 0.17),
)
"""Columns, and their parts of the page's width."""


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A specimen that another was filled from, and what happened to it."""

    specimen: Specimen
    steps: tuple[CustodyStep, ...]


@dataclass(frozen=True, slots=True)
class CustodyReport:
    """All that is printed. ``hashes`` has the journal's hash, in hexadecimal, for each event id of a step.

    The patient is not in it, masked neither: initials and a birth year name a person to whoever knows him, and this paper
    leaves the house. The requisition's code leads to the patient for whoever may ask the clinic.
    """

    specimen: Specimen
    steps: tuple[CustodyStep, ...]
    clinic: str
    hashes: Mapping[str, str]
    ancestors: tuple[Ancestor, ...] = ()
    """What it was filled from, up the whole line, the oldest first: its custody begins with theirs."""
    lots: tuple[str, ...] = ()
    """The tube lots that all of them were drawn with, in words."""
    checkpoint: str = ""
    """A signed note as text, empty for none."""
    keys: str = ""
    """The fingerprints of the stations that wrote the events, with their names."""
    zone: tzinfo | None = None
    signatures: Mapping[str, tuple[Signature, ...]] = field(default_factory=dict)
    """By the id of the event that was signed."""


def custody_pdf(report: CustodyReport, paper: Paper) -> bytes:
    """Its symbols have been read back; the same report gives the same bytes.

    :raises LabelError: a symbol that does not read back.
    """
    specimen = report.specimen
    document = Document(paper, f"Custody of specimen {safe(specimen.number)}", is_landscape=True)
    y_mm = _columns(document, _top(document, report))
    for each in _parts(report):
        if report.ancestors:
            y_mm = _title(document, y_mm + 1, _which(each, is_own=each.specimen == specimen))
        y_mm = _steps(document, y_mm, each.steps, report)
    _prove(document, y_mm + 5, report)
    return document.finished(f"Custody of specimen {safe(specimen.number)}   {safe(report.clinic)}")


def _parts(report: CustodyReport) -> tuple[Ancestor, ...]:
    return (*report.ancestors, Ancestor(report.specimen, report.steps))


def _which(part: Ancestor, *, is_own: bool) -> str:
    what = "This specimen" if is_own else "Filled from"
    return f"{what}: {part.specimen.shown}, {safe(part.specimen.container)}"


def _steps(document: Document, y_mm: float, steps: Sequence[CustodyStep], report: CustodyReport) -> float:
    custodian = ""
    for step in steps:
        cells = _cells(step, custodian, report)
        high_mm = _height_mm(document, cells)
        if y_mm + high_mm > document.area.bottom_mm:
            document.turn_page()
            y_mm = _columns(document, document.area.top_mm)
        y_mm = _row(document, y_mm, cells, high_mm)
        custodian = _name(step.custodian)
    if not steps:
        document.write(document.area.left_mm, y_mm + 1, "Nothing has happened to it yet.", _TEXT, 100)
        y_mm += 6
    return y_mm


def _name(party: Party | None) -> str:
    return party.name if party else ""


def _top(document: Document, report: CustodyReport) -> float:
    """Which specimen, and on whose order."""
    area, specimen = document.area, report.specimen
    document.write(area.left_mm, area.top_mm, "Chain of custody", _TITLE, 100)
    document.symbol(area.right_mm - 72, area.top_mm - 2, Kind.CODE_128, specimen.number, 0.38, 11.0)
    document.symbol(area.right_mm - 14, area.top_mm - 4, Kind.DATA_MATRIX, specimen.number, 0.7)
    document.write(area.right_mm - 68, area.top_mm + 9.6, safe(specimen.number), _NUMBER, 50)
    said = (
        ("Requisition", specimen.requisition_code or "several (pool)"),
        ("Container", specimen.container),
        ("Tests", ", ".join(specimen.tests)),
        ("Drawn with", ", ".join(report.lots)),
        ("State now", _state(specimen)),
        ("Held by", _name(specimen.custodian)),
    )
    y_mm = area.top_mm + 11
    half_mm = area.width_mm * 0.36
    for number, (word, value) in enumerate(said):
        x_mm = area.left_mm + (number % 2) * half_mm
        document.write(x_mm, y_mm + 0.6, word, _SMALL, 20)
        document.write(x_mm + 20, y_mm, safe(value) or "–", _BOLD, half_mm - 23)
        y_mm += 5.6 * (number % 2)
    return y_mm + 4


def _state(specimen: Specimen) -> str:
    said = specimen.state.value.replace("_", " ")
    if not specimen.is_rejected:
        return said
    return f"REJECTED ({specimen.rejected_for})" + ("" if specimen.state is State.REJECTED else f", {said}")


def _columns(document: Document, y_mm: float) -> float:
    for (title, _), (x_mm, width_mm) in zip(_SHARES, _places(document), strict=True):
        document.write(x_mm, y_mm, title, _HEAD, width_mm)
    document.rule(y_mm + 4.2, weight_mm=0.4)
    return y_mm + 5.2


def _places(document: Document) -> list[tuple[float, float]]:
    """Each column's left edge and width."""
    places, x_mm = [], document.area.left_mm
    for _, share in _SHARES:
        width_mm = share * document.area.width_mm
        places.append((x_mm, width_mm - 2))
        x_mm += width_mm
    return places


def _cells(step: CustodyStep, before: str, report: CustodyReport) -> tuple[str, ...]:
    """From and to are the custodians before and after; where the step passes none on, only who has it still."""
    after, zone = _name(step.custodian), report.zone
    notes = (
        step.reason,
        step.condition,
        step.method,
        f"witness: {step.witness}" if step.witness else "",
        f"entered afterwards: {written(step.entered_at, zone)} by {step.entered_by}" if step.entered_at else "",
        f"by the PIN of {step.proved_by}" if step.proved_by else "",
        *(f"signed: {signed_words(each, zone)}" for each in report.signatures.get(step.event_id, ())),
    )
    return (
        str(step.seq),
        written(step.at, zone),
        _step_name(step.do),
        step.by,
        before if before != after else "",
        after,
        _where(step.spot),
        "; ".join(filter(None, notes)),
    )


def signed_words(signature: Signature, zone: tzinfo | None) -> str:
    """Printed name, meaning and time (21 CFR 11.50): ``CMA 07, disposed, 2026-11-16 10:42``."""
    return f"{signature.name}, {signature.meaning}, {written(signature.at, zone)}"


def _step_name(do: Do) -> str:
    """With the event code of HL7 v2 table 0003, where it has one."""
    code = hl7_event(do)
    word = do.value.replace("_", " ")
    return f"{word} ({code})" if code else word


def _where(spot: Spot) -> str:
    return " · ".join(filter(None, (spot.place, spot.holder, spot.slot_name, spot.shipment_code)))


def _height_mm(document: Document, cells: Sequence[str]) -> float:
    lines = [
        len(document.lines(safe(cell), _TEXT, width_mm))
        for cell, (_, width_mm) in zip(cells, _places(document), strict=True)
    ]
    return max(lines) * _TEXT.pitch_mm + 2


def _row(document: Document, y_mm: float, cells: Sequence[str], high_mm: float) -> float:
    for cell, (x_mm, width_mm) in zip(cells, _places(document), strict=True):
        document.write_lines(x_mm, y_mm, safe(cell), _TEXT, width_mm)
    document.rule(y_mm + high_mm - 1, weight_mm=0.1)
    return y_mm + high_mm


def _prove(document: Document, y_mm: float, report: CustodyReport) -> None:
    """What to compare with the journal or with a bundle. Breaks over pages like the table before it."""
    for each in _parts(report):
        of = f" of {each.specimen.shown}" if report.ancestors else ""
        y_mm = _title(document, y_mm, f"Events{of} in the journal, the first {SHOWN_DIGITS} digits of their hashes")
        y_mm = _hashes(document, y_mm, each.steps, report.hashes) + 2
    y_mm = _title(document, y_mm, "Keys of the stations that wrote them")
    keys = safe(report.keys, 2000) or "not given"
    y_mm = document.write_lines(document.area.left_mm, y_mm, keys, _HASH, document.area.width_mm)
    if report.checkpoint:
        y_mm += 4
        if y_mm + note_mm(document, report.checkpoint) > document.area.bottom_mm:
            document.turn_page()
            y_mm = document.area.top_mm
        note_block(document, y_mm, "Checkpoint", report.checkpoint)


def _hashes(document: Document, y_mm: float, steps: Sequence[CustodyStep], known: Mapping[str, str]) -> float:
    hashes = [f"{step.seq}: {_short(known.get(step.event_id, ''))}" for step in steps]
    width_mm = document.area.width_mm / _HASHES_TO_THE_LINE
    for start in range(0, len(hashes), _HASHES_TO_THE_LINE):
        if y_mm + _HASH.pitch_mm > document.area.bottom_mm:
            document.turn_page()
            y_mm = document.area.top_mm
        for column, one in enumerate(hashes[start : start + _HASHES_TO_THE_LINE]):
            document.write(document.area.left_mm + column * width_mm, y_mm, one, _HASH, width_mm)
        y_mm += _HASH.pitch_mm
    return y_mm


def _short(digits: str) -> str:
    return safe(digits[:SHOWN_DIGITS]) or "not given"


def _title(document: Document, y_mm: float, title: str) -> float:
    """A heading with room for a line below it, on a new page where there is none."""
    if y_mm + 10 > document.area.bottom_mm:
        document.turn_page()
        y_mm = document.area.top_mm
    document.write(document.area.left_mm, y_mm, safe(title), _HEAD, document.area.width_mm)
    return y_mm + 4.5
