"""What a design must show to be for specimens, and must not take to be for anything else.

A tube bears its patient's name and two identifiers (NPSG.01.01.01), and every symbol on it is its own number: a label that
scans as another patient's tube is the worst that a label printer can do. So is one that reads as another patient's: the name
stands alone in its field, is the largest of all, and is written by no design. What is for supplies comes from files and
waits in a queue, so it has no place for a patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from labels.design import PLACEHOLDER, Design, Fit, Purpose
from labels.errors import LabelError

CODE = "{code}"

_BIRTH = "birth"
_WORDS = frozenset(
    [
        "patient",
        "patients",
        "patientid",
        "patientname",
        "pat",
        "client",
        "person",
        "born",
        "dob",
        "mrn",
        "ssn",
        "sex",
        "gender",
        "identifier",
        "surname",
        "lastname",
        "firstname",
        "fullname",
        "forename",
        "vorname",
        "nachname",
        "geb",
        "geburtsdatum",
        "nom",
        "prenom",
    ]
)
SMALLEST_MM = 2.05
"""A line of whose a specimen is: small letters of 0.9 mm (0.444 of a line, measured on this typeface), the least that the
European Union allows on small packages (Regulation 1169/2011, article 13). No standard for tubes' labels gives a figure."""
_WHOSE = frozenset({"name", "identifier", "born", "parent"})
_BESIDE = frozenset(
    "born by coll collected date dob from geb id initials mrn name no of sex test tests time".split(" ")  # noqa: SIM905
)
"""What a design may write itself, in small letters or large: what its fields are called."""
_WRITTEN = re.compile(r"[^\W\d_]+|\d+")

_NAMES = frozenset({"last", "first", "full", "family", "given", "middle", "maiden"})
"""Before ``name``: no supply has such."""


def personal(fields: Iterable[str]) -> tuple[str, ...]:
    """Those of the fields that by their names say whose something is: ``patient``, ``date_of_birth``, ``dob`` …

    A person's name in a field called ``name`` or ``text`` is not known by it.
    """
    return tuple(sorted(one for one in fields if _BIRTH in one or _is_somebodys(one.split("_"))))


def _is_somebodys(words: list[str]) -> bool:
    return bool(_WORDS & set(words)) or ("name" in words and bool(_NAMES & set(words)))


def require_purpose(design: Design) -> None:
    """:raises LabelError: ``label_design``, with the design's file and what of its kind is missing or too much."""
    what = _missing(design)
    if what:
        is_supply = design.purpose is Purpose.SUPPLY
        hint = (
            'Write kind = "specimen" where it is for tubes; else take them out.' if is_supply else "Correct the file."
        )
        raise LabelError(f"{design.file}: {what}.", hint=hint, code="label_design")


def _missing(design: Design) -> str:
    if design.purpose is Purpose.SUPPLY:
        odd = ", ".join(personal(design.needs | design.may_have))
        return odd and f'{odd}: a label of kind "supply" has no place for whose it is'
    wrong = next((one for one in design.symbols if one.value != CODE), None)
    if wrong is not None:
        return f"its {wrong.kind} symbol must say {CODE} alone, the specimen's own number"
    if not design.symbols or "code" not in design.needs:
        return f'a {design.purpose} label needs "code", in a symbol with {CODE}'
    if design.purpose is Purpose.ROLL:
        more = ", ".join(sorted((design.needs | design.may_have) - {"code", "reprint"}))
        return _written(design) or (more and f"{more}: a roll's label has its number alone, being nobody's yet")
    if design.purpose is not Purpose.ALIQUOT or "parent" not in design.shown(is_whole=True):
        if "name" not in design.shown():
            return f"a {design.purpose} label shows {{name}}"
        if not {"identifier", "born"} & design.shown(is_whole=True):
            return f'a {design.purpose} label shows {{identifier}} or {{born}} with fit = "whole"'
    return _written(design) or _unreadable(design)


def _written(design: Design) -> str:
    """What a design says by itself, which would stand on every patient's label."""
    parts = (part for text in design.texts for part in PLACEHOLDER.split(text.value)[::2])
    odd = next((word for part in parts for word in _WRITTEN.findall(part) if word.lower() not in _BESIDE), None)
    known = ", ".join(sorted(_BESIDE))
    return "" if odd is None else f"it writes '{odd}' on every label; beside its fields it may write: {known}"


def _unreadable(design: Design) -> str:
    """Whose it is, too small, with something beside the name, or less than what else stands there."""
    whose = [text for text in design.texts if _WHOSE.intersection(PLACEHOLDER.findall(text.value))]
    small = next((text for text in whose if text.smallest_mm < SMALLEST_MM), None)
    if small is not None:
        return (
            f"'{small.value}' may become {small.smallest_mm:g} mm high: smallest_mm of at least {SMALLEST_MM:g} is read"
        )
    names = [text for text in whose if "name" in PLACEHOLDER.findall(text.value)]
    if any(text.value != "{name}" for text in names):
        return 'the name stands in a field of its own: value = "{name}"'
    if any(text.fit not in (Fit.PARTS, Fit.WHOLE) for text in names):
        return 'a name too long is shortened in both its parts, or refused: fit = "parts" or "whole"'
    largest = max((text.size_mm for text in design.texts), default=0.0)
    if names and max(text.size_mm for text in names) < largest:
        return "something on it is larger than the name, which is what people look for first"
    return ""
