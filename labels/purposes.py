"""What a design must show to be for specimens, and must not take to be for anything else.

A tube bears its patient's name and two identifiers (NPSG.01.01.01), and every symbol on it is its own number: a label that
scans as another patient's tube is the worst that a label printer can do. So is one that reads as another patient's: the name
stands alone in its field, is the largest of all, and is written by no design. What is for supplies comes from files and
waits in a queue, so it has no place for a patient.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from labels.design import PLACEHOLDER, Design, Fit, Purpose
from labels.errors import LabelError
from labels.supplies import CODE, NAME_LINES, constant_symbol, untold

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
_TOLD_APART = _WHOSE | {"code"}
_WITHIN_NUMBERS = "-_.+#'"
"""Signs that record numbers have, too: between two fields they part nothing."""
_BESIDE = {
    "born": frozenset({"born", "dob", "geb", "date", "of"}),
    "identifier": frozenset({"id", "mrn", "no"}),
    "parent": frozenset({"from", "of", "no"}),
    "collected": frozenset({"coll", "collected", "date", "time"}),
    "initials": frozenset({"by", "coll", "collected", "initials"}),
    "test": frozenset({"test", "tests"}),
}
"""What a design may write itself beside a field, in small letters or large: what that field is called, and no other."""
_BY_HAND = frozenset({"name", "born", "dob", "date", "of", "id", "mrn", "coll", "collected", "by", "time", "initials"})
"""What stands on a roll's label for whoever writes behind it."""
_WRITTEN = re.compile(r"[^\W\d_]+|\d+")

_OF_TUBES = frozenset({"code", "name", "identifier", "born", "container", "test", "collected", "initials"})
GIVEN = {
    Purpose.SPECIMEN: _OF_TUBES,
    Purpose.ALIQUOT: _OF_TUBES | {"parent", "requisition"},
    Purpose.ROLL: frozenset({"code"}),
}
"""What a specimen's first label is given. A design that needs more fails at the patient's side, whoever the patient is."""
_LATER = frozenset({"reprint", "reprint_short"})
"""What a label printed again is given besides."""

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
        is_whose = design.purpose is Purpose.SUPPLY and personal(design.needs | design.may_have)
        hint = 'Write kind = "specimen" where it is for tubes; else take them out.' if is_whose else "Correct the file."
        raise LabelError(f"{design.file}: {what}.", hint=hint, code="label_design")


def _missing(design: Design) -> str:
    if design.purpose is Purpose.SUPPLY:
        odd = ", ".join(personal(design.needs | design.may_have))
        whose = odd and f'{odd}: a label of kind "supply" has no place for whose it is'
        return whose or constant_symbol(design) or untold(design)
    return _of_specimens(design) or _never_given(design)


def _never_given(design: Design) -> str:
    given = GIVEN[design.purpose]
    odd = sorted(design.needs - given)
    later = [name for name in odd if name in _LATER]
    if later:
        return f"it needs {', '.join(later)}, which a first label has not: write it into may_have"
    what = "the label of a roll" if design.purpose is Purpose.ROLL else f"the label of any {design.purpose}"
    return (
        odd and f"it needs {', '.join(odd)}, which {what} is never given; there are: {', '.join(sorted(given))}"
    ) or ""


def _of_specimens(design: Design) -> str:
    wrong = next((one for one in design.symbols if one.value != CODE), None)
    if wrong is not None:
        return f"its {wrong.kind} symbol must say {CODE} alone, the specimen's own number"
    if not design.symbols or "code" not in design.needs:
        return f'a {design.purpose} label needs "code", in a symbol with {CODE}'
    if design.purpose is Purpose.ROLL:
        more = ", ".join(sorted((design.needs | design.may_have) - {"code", "reprint"}))
        return _written(design) or (more and f"{more}: a roll's label has its number alone, being nobody's yet")
    if design.purpose is Purpose.ALIQUOT and "code" not in design.shown(is_whole=True):
        return (
            'an aliquot\'s label writes {code}, its own number, with fit = "whole": where a scan fails people type it'
        )
    if design.purpose is not Purpose.ALIQUOT or "parent" not in design.shown(is_whole=True):
        if "name" not in design.shown():
            return f"a {design.purpose} label shows {{name}}"
        if not {"identifier", "born"} & design.shown(is_whole=True):
            return f'a {design.purpose} label shows {{identifier}} or {{born}} with fit = "whole"'
    return _written(design) or _unreadable(design) or _run_together(design)


def _written(design: Design) -> str:
    """What a design says by itself, which would stand on every patient's label."""
    for text in design.texts:
        fields = PLACEHOLDER.findall(text.value)
        by_hand = _BY_HAND if design.purpose is Purpose.ROLL and not fields else frozenset[str]()
        known = by_hand.union(*(_BESIDE.get(each, ()) for each in fields))
        words = [word for part in PLACEHOLDER.split(text.value)[::2] for word in _WRITTEN.findall(part)]
        odd = next((word for word in words if word.lower() not in known), None)
        if odd is not None:
            may = f"there it may write: {', '.join(sorted(known))}" if known else "there it may write nothing"
            return f"it writes '{odd}' on every label, in '{text.value}'; {may}"
    return ""


def _run_together(design: Design) -> str:
    """A record number with a tube's number or a birth date right behind it is another record number to whoever reads it."""
    for text in design.texts:
        literals, fields = PLACEHOLDER.split(text.value)[::2], PLACEHOLDER.findall(text.value)
        for number, field in enumerate(fields):
            before, after = literals[number], literals[number + 1]
            neighbours = (before[-1:], after[:1])
            is_parted = (number == 0 or _parts(before)) and (number == len(fields) - 1 or _parts(after))
            if field in _TOLD_APART and (any(map(_is_of_a_word, neighbours)) or not is_parted):
                return (
                    f"in '{text.value}' nothing parts {{{field}}} from what stands beside it: give it a text of its own, or"
                    " put a space or a slash there"
                )
    return ""


def _is_of_a_word(sign: str) -> bool:
    """An accent of its own is drawn onto the letter before it."""
    return sign.isalnum() or (sign != "" and unicodedata.category(sign).startswith("M"))


def _parts(literal: str) -> bool:
    return any(not _is_of_a_word(sign) and sign not in _WITHIN_NUMBERS for sign in literal)


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
    narrow = next((text for text in names if text.box.width_mm < NAME_LINES * text.smallest_mm), None)
    if narrow is not None:
        return (
            f"the name has {narrow.box.width_mm:g} mm: width_mm of at least {NAME_LINES * narrow.smallest_mm:g} leaves more"
            " than initials of a long one"
        )
    largest = max((text.size_mm for text in design.texts), default=0.0)
    if names and max(text.size_mm for text in names) < largest:
        return "something on it is larger than the name, which is what people look for first"
    return ""
