"""Which design may bear which label, and what a drawn label must say: the one place where that is decided.

A label that scans as another patient's tube, or that bears a tube's number without whose it is, is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from labels.design import PLACEHOLDER, Design, Purpose, filled
from labels.drawing import Label, Promise
from labels.errors import LabelError
from tracker.barcodes import house
from tracker.barcodes.meaning import CommandCode, SpecimenCode
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.labelling.understood import require_understood
from tracker.labelling.wanted import Wanted, Wants

_PURPOSES: Mapping[Wants, tuple[Purpose, ...]] = {
    Wants.SPECIMEN: (Purpose.SPECIMEN,),
    Wants.ALIQUOT: (Purpose.ALIQUOT, Purpose.SPECIMEN),
    Wants.ROLL: (Purpose.ROLL,),
}
_COMMANDS = frozenset({Wants.COMMAND, Wants.REASON})
_IDENTIFIERS = frozenset({"identifier", "born"})
_MAKERS = frozenset({"lot", "serial"})
"""Numbers that somebody else gave: one in 97 of ten digits has our check digits."""
_BORNE: Mapping[str, str] = {
    "badge": "B",
    "bag": "R",
    "command": "",
    "equipment": "",
    "item": "I",
    "item_small": "I",
    "location": "L",
    "location_small": "L",
    "lot_local": "I",
    "manifest": "T",
    "opened": "V",
    "partner": "P",
    "rack": "R",
    "reason": "",
    "requisition": "N",
    "room": "L",
    "shelf": "I",
    "shelf_small": "I",
}
"""Which kinds of our codes, by their first letters, a design's labels may have as their own: a box that scans as an order
for tests opens that order wherever it is picked up. Commands are judged by themselves."""
_BORNE_BY_OWN = "IBLRP"
"""By a design of the clinic's own under another name: things, people and places."""
_WANTED_BY = {Wants.MANIFEST: "T", Wants.OPENED: "V"}
"""Asked for as what they are, these may have a design of the clinic's own as well."""
_KINDS = {
    "I": "an item",
    "L": "a place",
    "B": "a badge",
    "R": "a rack, box or bag",
    "N": "an order for tests",
    "T": "a shipment",
    "P": "a courier, laboratory or site",
    "K": "an order to a supplier",
    "V": "an opened container",
    "X": "stock on its way to another site",
}
_ANY_DAY = date(2000, 1, 1)
"""Centuries of dates are read by it, and no specimen's number has any."""
_STANDING = re.compile(r"(?<![0-9])([0-9]{8})[ ./\u2010-\u2015-]?([0-9]{2})(?![0-9])")
"""Among words, and not within a longer number; parted as people part the check digits."""
_SPACED = re.compile(r"[0-9](?:\s*[0-9])*")
"""All digits that only spaces part: whoever reads them to another person, or types them, leaves the spaces out."""
_FIELD = "\N{OBJECT REPLACEMENT CHARACTER}"
"""In a field's place, where only what stands around it is judged: neither digit nor space."""
_NUMBER = re.compile(r"[0-9]{8} ?[0-9]{2}")
"""As it is printed, and as a vial's parent is."""


def is_specimen_number(text: str) -> bool:
    """Ten digits with the house's check digits, whoever made them up."""
    if _NUMBER.fullmatch(text.strip(" ")) is None:
        return False
    try:
        return isinstance(house.parse(text.replace(" ", "")), SpecimenCode)
    except BarcodeError:
        return False


def require_suited(wanted: Wanted, design: Design, values: Mapping[str, str]) -> None:
    """:raises LabelError: the design is for something else (``label_design``), or the label would not say whose or which
    specimen it is (``label_field_missing``)."""
    purposes = _PURPOSES.get(wanted.wants, (Purpose.SUPPLY,))
    if design.purpose not in purposes:
        raise LabelError(
            f"{design.file or design.name}: this design is for {design.purpose} labels, not for {purposes[0]} labels.",
            hint=f'Choose one of kind = "{purposes[0]}" by --design; one of your own says its kind in its file.',
            code="label_design",
        )
    if design.purpose in (Purpose.SPECIMEN, Purpose.ALIQUOT) and not _is_told_apart(design, values):
        raise LabelError(
            f"The label '{design.name}' would not say whose specimen it is.",
            hint="It needs the patient's name and a second identifier; an aliquot's the number it was taken from.",
            code="label_field_missing",
        )


def _is_told_apart(design: Design, values: Mapping[str, str]) -> bool:
    """By what is shown and not empty."""
    shown = {name for name in design.shown() if values.get(name)}
    whole = {name for name in design.shown(is_whole=True) if values.get(name)}
    is_named = "name" in shown and bool(_IDENTIFIERS & whole)
    return is_named or (design.purpose is Purpose.ALIQUOT and "parent" in whole)


def require_said(wanted: Wanted, design: Design, values: Mapping[str, str], label: Label) -> None:
    """:raises LabelError: a specimen's label with a symbol that is not its number, with none, or with another tube's
    number written on it, and any other whose symbol is a code of ours but not its own (``label_design``); one that would
    be a command (``label_command``), bears another kind of thing's code (``label_kind``), or that a person or a scanner
    would take for a specimen's (``label_specimen_number``), or whose scan would not mean what was asked
    (``label_misread``)."""
    if wanted.wants in _PURPOSES:
        said = {promise.data for promise in label.promises}
        if said != {values.get("code")}:
            raise LabelError(
                f"{design.file or design.name}: a symbol of it does not say the specimen's own number.",
                hint='Every symbol must have value = "{code}".',
                code="label_design",
            )
        _require_no_number(design)
        return
    # What makers gave may look like ours; it is no reason to refuse their product its label.
    others = {name: value for name, value in values.items() if name not in _MAKERS}
    written = {filled(text.value, others) for text in design.texts}
    _require_no_other_code(design, values)
    if wanted.wants in _COMMANDS:
        _require_own_word(design, values)
    else:
        for promise in label.promises:
            _require_own_code(design, values, promise)
        _require_own_kind(wanted, design, values)
    scanned = {number for promise in label.promises for number in _scanned(promise)}
    require_no_specimen(values, {*scanned, *written})
    for promise in label.promises:
        require_understood(design, values, promise)


def _require_no_number(design: Design) -> None:
    """What is written is what people type when a scan fails. By the design's own writing alone: one in 97 record numbers of
    ten digits has our check digits, and is its patient's all the same."""
    for text in design.texts:
        found = next(filter(is_specimen_number, _standing(PLACEHOLDER.sub(_FIELD, text.value))), None)
        if found is not None:
            raise LabelError(
                f"{design.file or design.name}: {found} stands on it, the number of another specimen.",
                hint="Write {code} there.",
                code="label_design",
            )


def _require_no_other_code(design: Design, values: Mapping[str, str]) -> None:
    """What is written is what people type when a scan fails: a code that only the design says is another thing's."""
    given = {word for value in values.values() for word in _words(value)}
    for text in design.texts:
        for word in _words(filled(text.value, values)):
            if word not in given and house.has_house_shape(word) and word[0].isalpha():
                raise LabelError(
                    f"{design.file or design.name}: '{text.value}' writes {word} on it, which is not this label's own code.",
                    hint="Write {code} there.",
                    code="label_design",
                )


def _words(text: str) -> Iterator[str]:
    """Runs of letters and digits, and all of it without its spaces."""
    yield from re.findall(r"[^\W_]+", text)
    yield text.replace(" ", "")


def _require_own_word(design: Design, values: Mapping[str, str]) -> None:
    """Nobody sees by its bars what a command does."""
    constant = next((text.value for text in design.texts if _is_wordy(text.value, values)), None)
    if "name" not in design.shown() or constant is not None:
        what = f"writes '{constant}' itself" if constant is not None else "does not show {name}"
        raise LabelError(
            f"{design.file or design.name}: it {what}, and would stand on every command alike.",
            hint='A command\'s label says which it is: a text with value = "{name}", and no words of its own.',
            code="label_design",
        )


def _is_wordy(template: str, values: Mapping[str, str]) -> bool:
    return bool(filled(template, values)) and any(map(str.isalnum, PLACEHOLDER.sub("", template)))


def _require_own_code(design: Design, values: Mapping[str, str], promise: Promise) -> None:
    """A room's label that scans as another room, or a swab's as YES, is told by nothing else on it."""
    for aim in (promise.aim, ""):
        try:
            meaning = understand(promise.data, aim, today=_ANY_DAY)
        except BarcodeError:
            continue
        if isinstance(meaning, CommandCode):
            raise LabelError(
                f"{design.file or design.name}: its symbol would be the command {promise.data}.",
                hint="Commands are on the cards of tracker label commands, and on no other label.",
                code="label_command",
            )
        is_ours = house.has_house_shape(promise.data) and not isinstance(meaning, SpecimenCode)
        if is_ours and promise.data not in (values.get("code"), *_numbers(values)):
            raise LabelError(
                f"{design.file or design.name}: its symbol says {promise.data}, which is not this label's own code.",
                hint='Write value = "{code}" in the design.',
                code="label_design",
            )


def _require_own_kind(wanted: Wanted, design: Design, values: Mapping[str, str]) -> None:
    """By its form: whether there is one such on record today says nothing of tomorrow."""
    code = values.get("code", "").strip(" ").upper()
    if not house.has_house_shape(code) or code[0] not in _KINDS:
        return
    own = _BORNE_BY_OWN + _WANTED_BY.get(wanted.wants, "")
    if code[0] not in _BORNE.get(design.name, own):
        others = sorted(name for name, letters in _BORNE.items() if code[0] in letters)
        raise LabelError(
            f"{code} is the code of {_KINDS[code[0]]}, and '{design.name}' is for no such thing.",
            hint=f"Its designs: {', '.join(others)}." if others else "It stands on its own paper, and on no label.",
            code="label_kind",
        )


def _numbers(values: Mapping[str, str]) -> Iterator[str]:
    """What the makers gave, which may look like a code of ours."""
    yield from (value for name, value in values.items() if name in _MAKERS)


def _scanned(promise: Promise) -> Iterator[str]:
    """The specimen's number that a scanner would give for this symbol, whether it tells the symbology or not."""
    for aim in (promise.aim, ""):
        try:
            meaning = understand(promise.data, aim, today=_ANY_DAY)
        except BarcodeError:
            continue
        if isinstance(meaning, SpecimenCode):
            yield meaning.number


def _standing(text: str) -> Iterator[str]:
    """What in these words a person could take for a specimen's number, however its digits are written or parted."""
    plain = "".join(str(unicodedata.digit(character, character)) for character in text)
    yield from (f"{digits} {check}" for digits, check in _STANDING.findall(plain))
    yield from (re.sub(r"\s", "", digits) for digits in _SPACED.findall(plain))


def require_no_specimen(values: Mapping[str, str], said: Iterable[str] = ()) -> None:
    """:raises LabelError: ``label_specimen_number``, where a value, or what is ``said`` on the label, is one."""
    given = {value for name, value in values.items() if name not in _MAKERS}
    numbers = (number for one in sorted({*given, *said}) for number in _standing(one))
    found = next(filter(is_specimen_number, numbers), None)
    if found is not None:
        raise LabelError(
            f"{found} is the number of a specimen, and this is no specimen's label: two labels of one number are two tubes"
            " that are the same to everybody.",
            hint="A tube's own label: tracker label specimen. Tubes labelled before the draw: tracker label roll.",
            code="label_specimen_number",
        )
