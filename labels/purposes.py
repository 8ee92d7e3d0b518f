"""What a design must show to be for specimens, and must not take to be for anything else.

A tube bears its patient's name and two identifiers (NPSG.01.01.01), and every symbol on it is
its own number: a label that scans as another patient's tube is the worst that a label printer can do. What is for supplies
comes from files and waits in a queue, so it has no place for a patient.
"""

from __future__ import annotations

from collections.abc import Iterable

from labels.design import Design, Purpose
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
        more = ", ".join(sorted((design.needs | design.may_have) - {"code"}))
        return more and f"{more}: a roll's label has its number alone, being nobody's yet"
    if design.purpose is Purpose.ALIQUOT and "parent" in design.shown(is_whole=True):
        return ""
    if "name" not in design.shown():
        return f"a {design.purpose} label shows {{name}}"
    if not {"identifier", "born"} & design.shown(is_whole=True):
        return f'a {design.purpose} label shows {{identifier}} or {{born}} with fit = "whole"'
    return ""
