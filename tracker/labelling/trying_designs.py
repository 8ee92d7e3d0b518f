"""A clinic's own designs, each drawn with made-up values when its file is loaded: what no label of it could be is told then,
with the file and the field, and not when the label is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from labels.catalogue import Catalogue
from labels.design import PLACEHOLDER, Design, Purpose
from labels.drawing import Label, draw
from labels.errors import LabelError
from labels.loading import load_designs
from labels.resolution import Resolution
from labels.symbols import Kind
from labels.toml_lines import Key, line_of
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.labelling.suiting import require_said, require_suited
from tracker.labelling.wanted import Wanted, Wants

_NUMBER, _PARENT = house.specimen_code(1), house.specimen_code(2)
_RULES = frozenset(
    {"label_design", "label_command", "label_specimen_number", "label_misread", "label_field_missing"},
)
"""Faults of a design, whatever its values are. That some are too long for it is no fault of the design's."""
_ALWAYS_TEN = frozenset({Purpose.SPECIMEN, Purpose.ALIQUOT, Purpose.ROLL})
"""Their symbols say ten digits: one that is too narrow for these is never drawn."""
_WANTS = {Purpose.SPECIMEN: Wants.SPECIMEN, Purpose.ALIQUOT: Wants.ALIQUOT, Purpose.ROLL: Wants.ROLL}
_CARDS = {"command": Wants.COMMAND, "reason": Wants.REASON}
_CODES = {
    "badge": house.badge_code(1),
    "bag": house.holder_code(1),
    "command": house.command_code(Command.YES),
    "equipment": "EQ-0042",
    "location": house.location_code(1),
    "location_small": house.location_code(1),
    "manifest": house.shipment_code(1),
    "opened": house.opened_code(1),
    "partner": house.partner_code(1),
    "rack": house.holder_code(1),
    "reason": house.command_code(Command.REASON_LOST),
    "requisition": house.requisition_code(1),
    "room": house.location_code(1),
}
_VALUES = {
    "name": "DOE, JANE",
    "identifier": "MRN 4471",
    "born": "1987-03-02",
    "parent": f"{_PARENT[:8]} {_PARENT[8:]}",
    "requisition": house.requisition_code(1),
    "gtin": "09520101000408",
    "lot": "AB-12",
    "expiry": "2027-09-30",
    "expiry_yymmdd": "270930",
    "collected": "2026-11-25 09:41",
    "initials": "by M. Bell",
    "par": "20",
}
_OTHER = "AB-12"
_DIGITS = {Kind.EAN_13: "4006381333931", Kind.UPC_A: "036000291452"}


def tried_designs(folder: Path) -> Catalogue[Design]:
    """Ours, and the clinic's own out of ``folder``; one that no label may be made of is among the faults."""
    return load_designs(folder, require_usable)


def sample_label(design: Design, resolution: Resolution) -> Label:
    """One of its labels, with ordinary values; not read back yet.

    :raises LabelError: they do not fit it at that print head, which is no fault of the design's.
    """
    return draw(design, _values(design), resolution)


def require_usable(design: Design, text: str) -> None:
    """``text`` is its file's, in which a field is told by its line.

    :raises LabelError: ``label_design``, with file, field and line.
    """
    found = _wrong(design)
    if found is None:
        return
    path, message, hint = found
    line = line_of(text, *path) if path else None
    place = f"{design.file}, {path[0]} {int(path[1]) + 1}" if len(path) > 1 else design.file
    place = f"{place}, line {line}" if line else place
    raise LabelError(f"{place}: {message}", hint=hint, code="label_design")


@lru_cache(maxsize=64)
def _wrong(design: Design) -> tuple[tuple[Key, ...], str, str] | None:
    """Where in the file, what, and what to do; None where nothing is. A few milliseconds, and once for each design."""
    fault = _fault_of(design)
    if fault is None:
        return None
    without = [(path, _fault_of(rest)) for path, rest in _each_without(design)]
    changed = (path for path, left in without if left and left.code == fault.code and left.message != fault.message)
    path = next((path for path, left in without if left is None), None) or next(changed, ())
    return path, fault.message.removeprefix(f"{design.file or design.name}: "), fault.hint


def _fault_of(design: Design) -> LabelError | None:
    values = _values(design)
    wanted = Wanted(_WANTS.get(design.purpose) or _CARDS.get(design.name, Wants.ITEM), design.name, values)
    try:
        require_suited(wanted, design, values)
        require_said(wanted, design, values, draw(design, values, Resolution.DPI_600))
    except LabelError as fault:
        is_sure = fault.code in _RULES or (fault.code == "label_symbol_too_wide" and design.purpose in _ALWAYS_TEN)
        return fault if is_sure else None
    return None


def _each_without(design: Design) -> Iterator[tuple[tuple[Key, ...], Design]]:
    """The design without one of its texts, or one of its symbols: the one in which the fault lies takes it along."""
    for number, text in enumerate(design.texts):
        yield ("text", number, "value"), replace(design, texts=tuple(each for each in design.texts if each is not text))
    for number, symbol in enumerate(design.symbols):
        others = tuple(each for each in design.symbols if each is not symbol)
        yield ("symbol", number, "value"), replace(design, symbols=others)


def _values(design: Design) -> Mapping[str, str]:
    """Ordinary ones for each field."""
    number = _NUMBER if design.purpose in _ALWAYS_TEN else _CODES.get(design.name, house.item_code(1))
    digits = {
        field: _DIGITS[symbol.kind]
        for symbol in design.symbols
        if symbol.kind in _DIGITS
        for field in PLACEHOLDER.findall(symbol.value)
    }
    fields = design.needs | design.may_have
    return {field: digits.get(field) or {"code": number, **_VALUES}.get(field, _OTHER) for field in fields}
