"""A name, a number and a day as a person in a hurry writes them: 'mr 700132', 'R u z e n a', '5 May 1981', '5/5/81'.

Pure, and of text only: what is a patient's is told by :mod:`tracker.specimens.nameless`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.specimens.vault import folded

SHORTEST_NUMBER = 5
"""Letters and digits of a record number that is looked for in a text; and digits, where it is looked for by them alone."""
_MOST_JOINED = 8
"""So many pieces of a text are read as one: a number in groups."""
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ABROAD = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
)
"""Without their accents, as :func:`plain` leaves them."""
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_BETWEEN = frozenset({"st", "nd", "rd", "th", "of", "the", "day", "de", "del", "er"})
_GROUPS = re.compile(r"(?<!\d)(?=(\d{1,4})[\W_]{1,3}(\d{1,2})[\W_]{1,3}(\d{4}|\d{1,2})(?!\d))")
_SHORT_NUMBER = re.compile(
    r"(?<![^\W_])(?:mrn|mr|record|chart|patient|pt|pat)s?[\W_]*(?:(?:no|nr|num|number|id)(?![^\W_])[\W_]*)?"
    r"((?=[a-z-]*[0-9])[a-z0-9]+(?:-[a-z0-9]+)*)"
)
_EASTERN = re.compile("[年月日년월일]")
"""Behind year, month and day, as Chinese, Japanese and Korean write them."""
_PADDING = re.compile(r"(?<!\d)0+(?=\d)")
_RUN = re.compile(r"(?<!\d)(?:\d{8}|\d{6})(?!\d)")

_UNMARKED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
"""Letters that Unicode takes for whole ones, and a keyboard without them spells so."""
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "đ": "dj"})
"""The other way in which their own languages write them without the sign."""

Day = tuple[int, int, int]
"""Year, month, day; no date: 31 February is nobody's birthday."""


@dataclass(frozen=True, slots=True)
class Days:
    """Every day that a text may mean: ``whole`` with a year of four digits, ``short`` with one of two."""

    whole: frozenset[Day]
    short: frozenset[Day]


def plain(text: str) -> str:
    """Without case, accents and signs that are written above a line or in another width: whoever is in a hurry leaves them
    out, and so does what prints a wristband."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", folded(unicodedata.normalize("NFKC", text))).translate(_UNMARKED)
    return "".join(each for each in apart if unicodedata.category(each) not in _SIGNS).translate(_LOOK_ALIKES)


_SIGNS = ("Mn", "Lm", "Cf")
"""Accents, the letters that are none (the ʻ of Hawaiian), and what nobody sees."""
_LOOK_ALIKES = str.maketrans(
    "авеһіјкмнорсѕтухԁԛԝѵαβεζηικμνορτυχω",
    "abehijkmhopcstyxdqwvabezhikmnoptyxw",
)
"""Cyrillic and Greek letters that look like Latin ones, small or capital (Unicode 39, confusables): a name in which one of
them stands is read as the name. Names in these scripts become other letters alike, here and where they are looked for."""


def words(text: str) -> list[str]:
    """Its runs of letters, plain: of ``cermakova2`` and ``_cermakova_`` the name."""
    return re.findall(r"[^\W\d_]+", plain(text))


def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a part of a name, in each way in which it is written with the letters at hand: Müller is ``muller`` and
    ``mueller``."""
    if name.isascii():
        return (tuple(words(name)),)
    out = unicodedata.normalize("NFC", name).casefold().translate(_SPELLED_OUT)
    return tuple(dict.fromkeys((tuple(words(name)), tuple(words(out)))))


def spaced_words(text: str) -> set[str]:
    """What is spelled letter by letter: ``r u z e n a`` is ``ruzena``, and so is ``R.U.Z.E.N.A``."""
    found = re.findall(r"(?:(?<!\w)[^\W\d_](?!\w)[\s._-]*){3,}", plain(text))
    return {"".join(re.findall(r"\w", each)).replace("_", "") for each in found}


def compact(number: str) -> str:
    """Letters and digits of a record number only."""
    return "".join(_pieces(number))


def numbers(text: str) -> frozenset[str]:
    """Everything in ``text`` that a record number's letters and digits may be, in whichever groups they are written."""
    pieces = _pieces(text)
    return _unpadded(
        joined
        for begin in range(len(pieces))
        for end in range(begin + 1, min(begin + _MOST_JOINED, len(pieces)) + 1)
        if len(joined := "".join(pieces[begin:end])) >= SHORTEST_NUMBER
    )


def _unpadded(found: Iterable[str]) -> frozenset[str]:
    """Each also without the zeros that a field of fixed length has before a number."""
    said = frozenset(found)
    short = (_PADDING.sub("", each) for each in said)
    return said | {each for each in short if len(each) >= SHORTEST_NUMBER}


def short_numbers(text: str) -> frozenset[str]:
    """Numbers of fewer letters and digits than are looked for anywhere, where the text says whose they are: ``record no.
    1234``, ``MRN A12``, ``pt #77``."""
    return frozenset(compact(each) for each in _SHORT_NUMBER.findall(plain(text)))


def is_said(number: str, said: frozenset[str]) -> bool:
    """Whether ``number``, a record number, is among the :func:`numbers` of a text."""
    return not record_numbers(number).isdisjoint(said)


def record_numbers(number: str) -> frozenset[str]:
    """What of a record number is looked for: the whole, and its digits alone where they are enough to be nobody else's."""
    digits = re.sub(r"\D", "", plain(number))
    return _unpadded({compact(number)} | ({digits} if len(digits) >= SHORTEST_NUMBER else set()))


def _pieces(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", plain(text))


def days(text: str) -> Days:
    """By day, month and year in each order, by numbers or the names of months, in groups or in one run."""
    found: set[tuple[str, str, str]] = set()
    if not text.isascii():
        text = _EASTERN.sub("-", unicodedata.normalize("NFKC", text))
    for first, middle, last in _GROUPS.findall(text):
        found |= {(last, middle, first), (last, first, middle), (first, middle, last), (first, last, middle)}
    for run in _RUN.findall(text):
        year = len(run) - 4
        found |= {(run[:year], run[year : year + 2], run[year + 2 :])}
        found |= {(run[4:], run[2:4], run[:2]), (run[4:], run[:2], run[2:4])}
    pieces = [each for each in _pieces(text) if each not in _BETWEEN]
    for first, middle, last in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if month := _middle_month(middle):
            found |= {(last, month, first), (first, month, last)}
        if month := _month(first):
            found.add((last, month, middle))
    read = [(len(each[0]), tuple(map(int, each))) for each in found if all(map(str.isdecimal, each))]
    return Days(_days(read, 4), _days(read, 2))


def _days(read: list[tuple[int, tuple[int, ...]]], year_digits: int) -> frozenset[Day]:
    return frozenset(
        (year, month, day)
        for digits, (year, month, day) in read
        if digits == year_digits and 1 <= month <= 12 and 1 <= day <= 31
    )


def _month(word: str) -> str:
    """Its number; empty for another word. Three letters are enough: ``sept``, ``Dec``."""
    found = [
        number
        for names in (_MONTHS, *map(str.split, _ABROAD))
        for number, name in enumerate(names, start=1)
        if len(word) >= 3 and name.startswith(word)
    ]
    return str(found[0]) if found else ""


def _middle_month(word: str) -> str:
    """Between two numbers it may be a Roman one: ``5 V 1981``."""
    return str(_ROMAN.index(word) + 1) if word in _ROMAN else _month(word)
