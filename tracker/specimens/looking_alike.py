"""What has the form of a patient's name or record number, whether or not there is such a patient.

Would only the known ones be answered otherwise, whoever scans could ask name by name and day by day who is a patient here.
Pure: the forms of this clinic's record numbers are given.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from urllib.parse import unquote_plus

from tracker.barcodes import personal
from tracker.hardware.scan import Scan
from tracker.specimens.spelled import days, plain, words

_NAME = r"[^\W\d_](?:[^\W\d_]|['’.\- ])*"
_NAMES = rf"{_NAME}(?:\s*[,_]\s*{_NAME})?"
"""One, or family name and given names parted by a comma: the commonest words of a wristband."""
_BAND = re.compile(rf"(?:\A|[|])\s*{_NAME}\^\s*(?:{_NAME}|\d{{6}})")
"""``FAMILY^GIVEN``, as wristbands and the messages of ordering systems say it (HL7 v2, XPN)."""
_TOLD = re.compile(r"(?<![a-z])(?:dob|d\.o\.b|born|birth|mrn)[^a-z0-9]*[a-z-]{0,4}[0-9]{4}")
_NAMED_DAY = re.compile(rf"\s*{_NAMES}[\s,;|^_]+[^\s]*\d[\w\s./-]*\Z")
_DAY_NAMED = re.compile(rf"\s*\d[\w./-]*\d[\s,;|^_]+{_NAMES}\s*\Z")
_FIELDS = re.compile(r"[|^,;:=&?{}\"\s]+")
"""Between what a message or an address holds: a record number among others is one."""
_OF_THINGS = frozenset({
    "batch", "best", "bottle", "box", "caducidad", "case", "cat", "charge", "code", "date", "exp", "expires", "expiry",
    "fabricado", "hergestellt", "iso", "item", "kit", "lot", "lote", "made", "manufactured", "mfd", "mfg", "model",
    "order", "pack", "part", "prod", "produced", "product", "ref", "rev", "revision", "serial", "set", "size", "std",
    "sterile", "use", "vacutainer", "ver", "version",
})  # fmt: skip
"""Beside one of these a day is a thing's."""
_SHORTEST = 3
"""Letters of a name beside a day."""
_LATELY_YEARS = 2
"""So young a patient's day of birth is a pack's day, too."""
_LETTERED = re.compile(r"[a-z]+[0-9]+")


def form_of(number: str) -> str:
    """``mr######``: a record number's letters, and how many digits follow them; empty for one of digits alone, which may be
    any maker's, or of another build."""
    compact = re.sub(r"[\W_]", "", plain(number))
    return re.sub("[0-9]", "#", compact) if _LETTERED.fullmatch(compact) else ""


def looks_personal(text: str, forms: Collection[str], today: date) -> bool:
    """Whether ``text`` has the form of a wristband: a name beside another or beside a day of birth, or one of the clinic's
    record numbers' (``forms``)."""
    said = unquote_plus(text) if "%" in text else text
    if _BAND.search(said) or _TOLD.search(plain(said)):
        return True
    return any(form_of(part) in forms for part in (said, *_FIELDS.split(said))) or _is_born(said, today)


def may_name(scan: Scan) -> bool:
    """Whether a scan that nobody looked at further may name a patient: by its code's grammar, or by its form."""
    return personal.names_patient(scan.data, scan.aim) or looks_personal(scan.data, (), scan.at.date())


def _is_born(text: str, today: date) -> bool:
    if not (_NAMED_DAY.match(text) or _DAY_NAMED.match(text)):
        return False
    said = [each for each in words(text) if len(each) >= _SHORTEST]
    if not said or not _OF_THINGS.isdisjoint(words(text)):
        return False
    return any(1900 <= year <= today.year - _LATELY_YEARS for year, _, _ in days(text).whole)
