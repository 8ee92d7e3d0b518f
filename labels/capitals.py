"""Names in capitals, letter by letter, and never by a capital that cannot be drawn.

``str.upper`` is right for most letters. Greek capitals are written without tonos and breathings, the dialytika kept: what
Unicode leaves to the language (SpecialCasing.txt gives ΐ as Ι with two marks) CLDR's transform el-Upper says, and ICU does.
Of its rules the one for the word ή by itself, which keeps its tonos, is left out: no name is that word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from labels.errors import LabelError
from labels.lettering import checked

_DIALYTIKA = "\u0308"
_IOTA_BELOW = "\u0345"
_ACCENTS = frozenset("\u0300\u0301\u0302\u0303\u0311\u0342")
_VOWELS = frozenset("ΑΕΗΙΟΥΩ")


def capitals(text: str) -> str:
    """The text in NFC and in capitals. A letter whose capital the typeface has not (ǰ, ǎ) stays small; one that it has in
    neither form stays as it is, so that who draws it names the letter that was written."""
    written: list[str] = []
    is_after_accent = False
    for letter in _letters(unicodedata.normalize("NFC", text)):
        if _is_greek(letter):
            capital, is_after_accent = _greek(letter, is_after_accent=is_after_accent)
        else:
            capital, is_after_accent = unicodedata.normalize("NFC", letter.upper()), False
        written.append(capital if _is_drawn(capital) else letter)
    return unicodedata.normalize("NFC", "".join(written))


def _letters(text: str) -> Iterator[str]:
    """Each with the marks that stand on it."""
    letter = ""
    for character in text:
        if letter and not unicodedata.category(character).startswith("M"):
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter


def _is_greek(letter: str) -> bool:
    return unicodedata.name(letter[0], "").startswith("GREEK ") and letter[0].isalpha()


def _greek(letter: str, *, is_after_accent: bool) -> tuple[str, bool]:
    """The capital, and whether the next ι or υ needs a dialytika: in άι the accent had said that they are two sounds."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    capital = base.upper()
    is_accented = bool(_ACCENTS.intersection(marks))
    is_parted = _DIALYTIKA in marks or (is_after_accent and capital in "ΙΥ")
    made = capital + _DIALYTIKA * is_parted + "Ι" * marks.count(_IOTA_BELOW)
    return unicodedata.normalize("NFC", made), is_accented and capital in _VOWELS and _DIALYTIKA not in marks


def _is_drawn(text: str) -> bool:
    try:
        return bool(checked(text))
    except LabelError:
        return False
