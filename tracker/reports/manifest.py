"""The manifest that travels with a bag: what is in it, from whom to whom, signed for at both ends. No patient is named.

Reference laboratories are told by their CLIA number (42 CFR 493.1242(c)). The checkpoint printed on it binds the sender's
journal to what it said when the bag left: who changes the journal later must change this paper, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from labels.card import Paper
from labels.document import Document
from labels.symbols import Kind
from labels.writing import Style
from tracker.reports.papers import column_heads, column_places, note_block, note_mm, written
from tracker.reports.table import Column, Table
from tracker.specimens.facts import Party, Specimen
from tracker.specimens.holder_facts import Shipment
from tracker.text import safe

ROW_MM = 10.5
"""Between two specimens' bars: white enough that a laser line or a camera at a hand's breadth takes one."""

_TITLE, _HEAD, _TEXT, _BOLD, _SMALL = Style(7, True), Style(2.6, True), Style(3.2), Style(3.6, True), Style(2.6)
_NUMBER = Style(4.4, True)
_SHARES = (("", 0.05), ("Specimen", 0.15), ("Code", 0.21), ("Container", 0.2), ("Tests", 0.22), ("Collected", 0.17))
"""Columns, and their parts of the page's width."""
_SIGNED_MM = 38.0
"""Height of the count and the lines to sign on."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is printed. ``checkpoint`` is a signed note as text, empty for none; ``zone`` None is this machine's."""

    shipment: Shipment
    specimens: tuple[Specimen, ...]
    clinic: str
    clinic_clia: str = ""
    target_clia: str = ""
    checkpoint: str = ""
    zone: tzinfo | None = None


def manifest_table(manifest: Manifest) -> Table:
    """A line for each specimen, with the trip's facts in each: a file that a laboratory's system can take."""
    shipment = manifest.shipment
    trip = (
        shipment.code,
        manifest.clinic,
        manifest.clinic_clia,
        _name(shipment.target),
        manifest.target_clia,
        _name(shipment.courier),
        shipment.seal,
        shipment.transport.value if shipment.transport else "",
        written(shipment.departed_at, manifest.zone),
        written(shipment.expected_at, manifest.zone),
    )
    rows = tuple((*trip, *_cells(one, manifest)) for one in manifest.specimens)
    keys = (
        "shipment_code from from_clia to to_clia courier seal temperature departed expected"
        " specimen_number container tests collected rejected"
    )
    day = (shipment.departed_at or shipment.opened_at).astimezone(manifest.zone).date()
    title = f"Manifest {shipment.code}"
    return Table("manifest", title, day, tuple(Column(key, key) for key in keys.split(" ")), rows)


def manifest_pdf(manifest: Manifest, paper: Paper) -> bytes:
    """Every symbol on it has been read back; the same manifest gives the same bytes.

    :raises LabelError: a symbol that does not read back.
    """
    document = Document(paper, f"Manifest {safe(manifest.shipment.code)}")
    y_mm = column_heads(document, _top(document, manifest), _SHARES, _HEAD)
    for number, specimen in enumerate(manifest.specimens, start=1):
        if y_mm + ROW_MM > document.area.bottom_mm:
            document.turn_page()
            y_mm = column_heads(document, document.area.top_mm, _SHARES, _HEAD)
        y_mm = _row(document, y_mm, number, specimen, manifest)
    if not manifest.specimens:
        document.write(document.area.left_mm, y_mm + 1.5, "No specimens.", _TEXT, document.area.width_mm)
        y_mm += ROW_MM
    if (
        y_mm + 4 + _SIGNED_MM + (note_mm(document, manifest.checkpoint) if manifest.checkpoint else 0)
        > document.area.bottom_mm
    ):
        document.turn_page()
        y_mm = document.area.top_mm
    _close(document, y_mm + 4, manifest)
    return document.finished(f"Manifest {safe(manifest.shipment.code)}   {safe(manifest.clinic)}")


def _cells(specimen: Specimen, manifest: Manifest) -> tuple[str, ...]:
    """Number, container, tests, collected, and why it was rejected: such a one is sent for no test."""
    is_unfit = _was_unfit(specimen, manifest.shipment)
    return (
        specimen.number,
        specimen.container,
        "" if is_unfit else " ".join(specimen.tests),
        written(specimen.collected_at, manifest.zone),
        specimen.rejected_for if is_unfit else "",
    )


def _was_unfit(specimen: Specimen, shipment: Shipment) -> bool:
    """Whether it went as a rejected one, which nobody is to test: so that a copy printed later says what the first said."""
    left_at = shipment.departed_at
    return specimen.rejected_at is not None and (left_at is None or specimen.rejected_at <= left_at)


def _name(party: Party | None) -> str:
    return party.name if party else ""


def _top(document: Document, manifest: Manifest) -> float:
    """The trip: its code for the receiver's scanner, and both parties; gives where the table may begin."""
    area, shipment = document.area, manifest.shipment
    document.write(area.left_mm, area.top_mm, "Specimen manifest", _TITLE, area.width_mm * 0.45)
    bars_mm = area.right_mm - 76
    document.symbol(bars_mm, area.top_mm, Kind.CODE_128, shipment.code, 0.34, 12.0)
    document.symbol(area.right_mm - 16, area.top_mm - 3, Kind.DATA_MATRIX, shipment.code, 0.7)
    document.write(bars_mm + 4, area.top_mm + 12.6, safe(shipment.code), _NUMBER, 52)
    sent_by = " · ".join(filter(None, (manifest.clinic, _name(shipment.sender))))
    left = (
        ("From", sent_by),
        ("CLIA", manifest.clinic_clia),
        ("Courier", _name(shipment.courier)),
        ("Bag", f"{shipment.holder.name}  {shipment.holder.code}"),
        ("Departed", written(shipment.departed_at, manifest.zone)),
    )
    right = (
        ("To", _name(shipment.target)),
        ("CLIA", manifest.target_clia),
        ("Seal", shipment.seal),
        ("Temperature", shipment.transport.value if shipment.transport else ""),
        ("Expected", written(shipment.expected_at, manifest.zone)),
    )
    y_mm = area.top_mm + 22
    half_mm = area.width_mm / 2
    for one, other in zip(left, right, strict=True):
        for x_mm, (word, value) in ((area.left_mm, one), (area.left_mm + half_mm, other)):
            document.write(x_mm, y_mm + 0.6, safe(word), _SMALL, 20)
            document.write(x_mm + 20, y_mm, safe(value) or "–", _BOLD, half_mm - 23)
        y_mm += 5.6
    return y_mm + 3


def _row(document: Document, y_mm: float, number: int, specimen: Specimen, manifest: Manifest) -> float:
    is_unfit = _was_unfit(specimen, manifest.shipment)
    tests = f"REJECTED ({specimen.rejected_for}): not to be tested" if is_unfit else ", ".join(specimen.tests)
    places = [(x_mm, width_mm) for _, x_mm, width_mm in column_places(document, _SHARES)]
    said: Sequence[tuple[str, Style]] = (
        (str(number), _SMALL),
        (safe(specimen.number), _NUMBER),
        ("", _TEXT),
        (safe(specimen.container), _TEXT),
        (safe(tests), _TEXT),
        (written(specimen.collected_at, manifest.zone), _SMALL),
    )
    for (x_mm, width_mm), (text, style) in zip(places, said, strict=True):
        lines = document.lines(text, style, width_mm)
        if len(lines) > 1:
            style = _SMALL
            lines = document.lines(text, style, width_mm)
        high_mm = min(len(lines), 3) * style.pitch_mm
        document.write_lines(x_mm, y_mm + (ROW_MM - high_mm) / 2 - 0.2, text, style, width_mm, most=3)
    document.symbol(places[2][0], y_mm + 1.8, Kind.CODE_128, specimen.number, 0.3, 6.6)
    document.rule(y_mm + ROW_MM - 0.1, weight_mm=0.1)
    return y_mm + ROW_MM


def _close(document: Document, y_mm: float, manifest: Manifest) -> None:
    """The count, who signs for it at each end, and the checkpoint."""
    area, count = document.area, len(manifest.specimens)
    document.write(
        area.left_mm, y_mm, f"{count} specimen{'s' if count != 1 else ''} in this shipment", Style(5, True), 120
    )
    third_mm = area.width_mm / 3
    for number, words in enumerate(
        (
            ("Courier: name and signature", "date and time", "count taken"),
            ("Receiver: name and signature", "date and time", "count, seal, temperature"),
        )
    ):
        line_mm = y_mm + 16 + number * 13
        for column, word in enumerate(words):
            x_mm = area.left_mm + column * third_mm
            document.rule(line_mm, x_mm=x_mm, to_mm=x_mm + third_mm - 6)
            document.write(x_mm, line_mm + 0.8, word, _SMALL, third_mm - 6)
    if manifest.checkpoint:
        note_block(document, y_mm + _SIGNED_MM, "Checkpoint of the sender's journal", manifest.checkpoint)
