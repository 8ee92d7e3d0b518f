"""The two-identifier challenge: what is asked of a patient, and how it can be entered with the letters A to Z.

Two identifiers (NPSG.01.01.01), of each of which the banner that stands above the question leaves the answer open: it shows
one letter of each name and the year of birth (:func:`tracker.specimens.patients.masked`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.specimens.requisition_facts import Challenge, Question, Revealed

if TYPE_CHECKING:
    from tracker.specimens.patients import Patient

KNOWS_FOR = timedelta(minutes=10)
"""For so long whoever was shown a name can answer from memory in the patient's place."""


def challenge_for(patient: Patient | None, others: Iterable[Patient] = ()) -> Challenge:
    """What is asked and entered blind: letters of both names and the day of birth.

    Both names, since twins share the other two. Where the letters A to Z cannot spell one of them it is the other alone;
    where neither, the record number's end. The year of birth is not asked: it stands on the banner. Empty for an erased
    patient, and for one of whom no second identifier can be asked (:func:`tracker.specimens.patients.cleaned` lets none
    in): nothing can be collected from them.

    Where one of ``others`` would give the same answers (Anna and Anne of one birthday), more letters are asked until none
    does, else the record number's end as well; where that tells them no better, the challenge says that it does not.
    """
    parts = tuple(_parts(patient)) if patient is not None else ()
    if patient is None or not parts:
        return Challenge(())
    birthday = Question("month and day of birth, as MMDD", f"{patient.born:%m%d}")
    alike = [each for each in others if f"{each.born:%m%d}" == birthday.answer]
    for part in parts:
        if all(part.answer(each) != part.answer(patient) for each in alike):
            return Challenge((Question(part.asks, part.answer(patient)), birthday))
    first = parts[0]
    alike = [each for each in alike if first.answer(each) == first.answer(patient)]
    questions = (Question(first.asks, first.answer(patient)), birthday)
    for part in () if first.record else _endings(patient):
        if all(part.answer(each) != part.answer(patient) for each in alike):
            return Challenge((*questions, Question(part.asks, part.answer(patient))))
    return Challenge(questions, is_shared=True)


@dataclass(frozen=True, slots=True)
class _Part:
    """So many letters of each name's beginning, or of the record number's end."""

    asks: str
    family: int = 0
    given: int = 0
    record: int = 0

    def answer(self, patient: Patient) -> str:
        if self.record:
            return spelt(patient.record or "")[-self.record :]
        return _letters(patient.family)[: self.family] + _letters(patient.given)[: self.given]


def _parts(patient: Patient) -> Iterator[_Part]:
    """What can be asked of who this patient is, the usual first; each next tells more patients apart."""
    family, given = len(_letters(patient.family)), len(_letters(patient.given))
    if family >= 2 and given >= 2:
        lengths = [*((2, n) for n in range(2, given + 1)), *((n, 2) for n in range(3, family + 1))]
        yield from (
            _Part(f"{f} letters of the family name, then {g} of the given", family=f, given=g) for f, g in lengths
        )
    elif family >= 2:
        yield from (_Part(_alone("family", n), family=n) for n in range(min(3, family), family + 1))
    elif given >= 2:
        yield from (_Part(_alone("given", n), given=n) for n in range(min(3, given), given + 1))
    else:
        yield from _endings(patient)


def _alone(name: str, count: int) -> str:
    return f"the first {count} letters of the {name} name, without accents"


def _endings(patient: Patient) -> Iterator[_Part]:
    for count in range(3, len(spelt(patient.record or "")) + 1):
        yield _Part(f"the last {count} letters or digits of the record number", record=count)


def knows_the_name(shown: Iterable[Revealed], by: str, at: datetime) -> bool:
    """Whether the name was shown to ``by`` so shortly before ``at`` that his answer proves nothing."""
    return any(each.by == by and each.at <= at < each.at + KNOWS_FOR for each in shown)


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
