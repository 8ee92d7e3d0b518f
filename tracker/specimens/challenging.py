"""The two-identifier challenge: what is asked of a patient, and how it can be entered with the letters A to Z.

Two identifiers (NPSG.01.01.01), of each of which the banner that stands above the question leaves the answer open: it shows
one letter of each name and the year of birth (:func:`tracker.specimens.patients.masked`).
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from tracker.specimens.facts import Challenge, Question

if TYPE_CHECKING:
    from tracker.specimens.patients import Patient


def challenge_for(patient: Patient | None) -> Challenge:
    """What is asked and entered blind: letters of both names and the day of birth.

    Both names, since twins share the other two. Where the letters A to Z cannot spell one of them it is the other alone;
    where neither, the record number's end. The year of birth is not asked: it stands on the banner. Empty for an erased
    patient, and for one of whom no second identifier can be asked (:func:`tracker.specimens.patients.cleaned` lets none
    in): nothing can be collected from them.
    """
    first = _first_question(patient) if patient is not None else None
    if patient is None or first is None:
        return Challenge(())
    birthday = Question("month and day of birth, as MMDD", f"{patient.born:%m%d}")
    return Challenge((first, birthday))


def _first_question(patient: Patient) -> Question | None:
    family, given = _letters(patient.family), _letters(patient.given)
    if len(family) >= 2 and len(given) >= 2:
        asks = "2 letters of the family name, then 2 of the given"
        return Question(asks, family[:2] + given[:2])
    for what, letters in (("family", family[:3]), ("given", given[:3])):
        if len(letters) >= 2:
            return Question(f"the first {len(letters)} letters of the {what} name, without accents", letters)
    ending = spelt(patient.record or "")[-3:]
    if len(ending) == 3:
        return Question("the last 3 letters or digits of the record number", ending)
    return None


_STROKES = str.maketrans({"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Ħ": "H", "Ŧ": "T", "Ŋ": "N",
                          "Æ": "AE", "Œ": "OE", "Þ": "TH"})  # fmt: skip
"""Latin letters that Unicode does not take apart: somebody at a keyboard without them types what stands beside."""


def spelt(text: str) -> str:
    """``text`` in the letters A to Z and digits that can be entered: accents are dropped, Ø is O, the rest left out."""
    plain = unicodedata.normalize("NFKD", text.upper().translate(_STROKES)).upper()
    return "".join(character for character in plain if character.isascii() and character.isalnum())


def _letters(name: str) -> str:
    """The name's letters up to the first one that A to Z cannot spell; signs and spaces between them do not count."""
    letters = ""
    for character in name:
        found = "".join(letter for letter in spelt(character) if letter.isalpha())
        if character.isalpha() and not found:
            break
        letters += found
    return letters
