"""Whether a code that nobody knows is a patient's wristband: by keyed hashes of what a wristband may say, in memory.

A wristband says FAMILY^GIVEN in the letters that its printer has, and the record number with or without its dashes. So each
patient has a few hashes: one for each way in which his name is written, and one for the letters and digits of his number.
They are made of all patients when the first such code comes, of new ones as they come, and anew once one was changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import product
from secrets import token_bytes
from urllib.parse import parse_qsl, unquote_plus
from weakref import WeakKeyDictionary

from tracker.errors import StoreError
from tracker.specimens.common_words import COMMON
from tracker.specimens.looking_alike import form_of, looks_personal
from tracker.specimens.patients import Patient, opened
from tracker.specimens.spelled import compact, days, numbers, record_numbers, spellings, words
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection

CHANGED = "patients_changed"
"""The setting that says how often a patient was corrected or erased: whoever remembers them remembers them anew."""
_LONG_PART = 4
"""Letters of a part of a family name that counts as one: not the van of van der Tulpenbrug."""
_CUT = 3
"""Letters of a given name that is cut; a single one beside a family name may be a size."""
_CHECKED = re.compile(r"[A-Za-z]{0,4}-?[0-9]{5,11}[0-9]")
_IN_A_FIELD = 2
"""Letters of a name in a pack's field: most have none, and no patient is looked for."""
_MOST_RUN = 6
"""Words of a whole name."""
_RUN_TOGETHER = 8
"""Letters of a word that may be a family and a given name in one."""
_BYTES = 16
_SECRET = token_bytes(32)
"""This process's own: what is remembered is no name, and is of use to nobody else."""

Mark = tuple[int, bytes | None, str]


@dataclass(slots=True)
class _Remembered:
    """``mark`` is the last of the patients and how often one was changed; ``forms`` are their record numbers'."""

    mark: Mark = (0, None, "")
    keys: set[bytes] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


_REMEMBERED: WeakKeyDictionary[Vault, _Remembered] = WeakKeyDictionary()


def names_known_patient(connection: Connection, vault: Vault, text: str) -> bool:
    """Whether ``text`` holds the record number of a patient of this clinic, or a family name beside a given name or the
    birth date: a wristband is scanned by mistake, and what is kept of a scan is kept for years.

    A family name alone is no wristband, and may be a maker's. Measured, 15,000 patients: 0.05 ms, once they are remembered.
    """
    said = set[str]().union(*(_said(each) for each in _readings(text))) | _with_check_digit(text)
    return _is_known(connection, vault, said)


def is_on_a_pack(connection: Connection, vault: Vault, text: str) -> bool:
    """Whether a known product's code bears a patient's whole name, as lot and serial number. Its digits may be anybody's."""
    found = [word for word in words(text) if len(word) >= _IN_A_FIELD]
    if len(found) < 2 and not any(len(word) >= _RUN_TOGETHER for word in found):
        return False
    return _is_known(connection, vault, set(_names(_runs(found))))


def is_named_in_full(connection: Connection, vault: Vault, text: str) -> bool:
    """Whether a thing's name holds a patient's: family and given name beside each other, one with the birth date, or a
    record number with its letters. A family name alone may be the thing's own, and digits alone may be any."""
    return first_named_in_full(connection, vault, [text]) is not None


def first_named_in_full(connection: Connection, vault: Vault, texts: Iterable[str]) -> str | None:
    """The first of ``texts`` of which that is so: a file has 100,000."""
    keys = _remembered(connection, vault).keys
    return next((text for text in texts if any(_key(each) in keys for each in _said_in_full(text))), None)


def names_in_full(patient: Patient, text: str) -> bool:
    """The same of this one patient."""
    return not _said_in_full(text).isdisjoint(ways(patient))


def _said_in_full(text: str) -> set[str]:
    runs = _runs(words(text))
    said = set(_names(runs))
    if any(each.isdecimal() for each in text):
        born = days(text).whole
        said |= {f"#{each}" for each in numbers(text) if not each.isdecimal()}
        said |= {f"{run} {year:04}-{month:02}-{day:02}" for run in runs for year, month, day in born}
    return said


def holds_number(connection: Connection, vault: Vault, text: str) -> bool:
    """Whether a person's name, which may be a patient's as well, holds a patient's record number."""
    return _is_known(connection, vault, {f"#{each}" for each in numbers(text)})


def looks_known(connection: Connection, vault: Vault, text: str, today: date) -> bool:
    """Whether it has the form of what names a patient here, or :func:`names_known_patient`: both are answered alike."""
    forms = _remembered(connection, vault).forms
    return looks_personal(text, forms, today) or names_known_patient(connection, vault, text)


def _is_known(connection: Connection, vault: Vault, said: set[str]) -> bool:
    if not said:
        return False
    keys = _remembered(connection, vault).keys
    return any(_key(each) in keys for each in said)


def _readings(text: str) -> Iterator[str]:
    """``text``; as a web address says it; and the values of its fields beside each other."""
    yield text
    if "%" in text or "=" in text:
        yield unquote_plus(text)
        yield " ".join(value for _, value in parse_qsl(text.partition("?")[2] or text))


def _with_check_digit(text: str) -> set[str]:
    """A number by itself may bear one digit more, by which its scanner proves it."""
    if not _CHECKED.fullmatch(text):
        return set()
    return {f"#{each}" for each in numbers(text[:-1])}


def remember(connection: Connection, vault: Vault) -> None:
    """So that no scan waits for it."""
    _remembered(connection, vault)


def tell_changed(connection: Connection) -> None:
    """A patient was corrected or erased: what is remembered of him is wrong."""
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, '1')"
        " ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
        (CHANGED,),
    )


def _remembered(connection: Connection, vault: Vault) -> _Remembered:
    last = connection.exec_driver_sql("SELECT id, salt FROM patient ORDER BY id DESC LIMIT 1").first()
    changed = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (CHANGED,)).scalar()
    mark: Mark = (*(last or (0, None)), str(changed or ""))
    before = _REMEMBERED.get(vault, _Remembered())
    if mark == before.mark:
        return before
    same = connection.exec_driver_sql("SELECT salt FROM patient WHERE id = ?", (before.mark[0],)).scalar()
    is_more = mark[2] == before.mark[2] and same == before.mark[1]
    begin, keys, forms = (
        (before.mark[0], set(before.keys), set(before.forms)) if is_more else (0, set[bytes](), set[str]())
    )
    rows = connection.exec_driver_sql(
        "SELECT salt, name, born, record FROM patient WHERE id > ? AND salt IS NOT NULL", (begin,)
    ).all()
    patients = [patient for row in rows if (patient := _opened(vault, *row)) is not None]
    keys.update(_key(each) for patient in patients for each in ways(patient))
    forms.update(form for patient in patients if patient.record and (form := form_of(patient.record)))
    _REMEMBERED[vault] = _Remembered(mark, keys, forms)
    return _REMEMBERED[vault]


def _opened(vault: Vault, salt: bytes, name: bytes, born: bytes, record: bytes | None) -> Patient | None:
    """None of one who does not open with this key, which is told elsewhere."""
    try:
        return opened(vault, salt, name, born, record)
    except StoreError:
        return None


def ways(patient: Patient) -> Iterator[str]:
    """His names in either order, run together, his family name with his birth date, and his record number's letters and
    digits."""
    families = {run for parts in spellings(patient.family) for run in ("".join(parts), *_long(parts)) if run}
    givens = {run for parts in spellings(patient.given) for run in ("".join(parts), *parts) if run}
    for family, given in product(families, givens):
        yield from (family + given, given + family)
        # A printer with short fields cuts the given name. Beside Long, Andrew's is in "took long and hurt".
        cut = (given[:letters] for letters in range(_CUT, len(given)))
        yield from (family + each for each in cut if family not in COMMON or each not in COMMON)
    for born in (f"{patient.born:%Y-%m-%d}", f"{patient.born:%y-%m-%d}"):
        yield from (f"{family} {born}" for family in families)
    if patient.record:
        yield from (f"#{each}" for each in record_numbers(patient.record))


def _long(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for part in parts if len(part) >= _LONG_PART)


def _said(text: str) -> set[str]:
    """What in ``text`` may be one of a patient's :func:`ways`."""
    runs, told_days = _runs(words(text)), days(text)
    births = {f"{year:04}-{month:02}-{day:02}" for year, month, day in told_days.whole}
    births |= {f"{year:02}-{month:02}-{day:02}" for year, month, day in told_days.short}
    told = {f"#{each}" for each in numbers(text)} | ({f"#{whole}"} if (whole := compact(text)) else set())
    return set(_names(runs)) | told | {f"{family} {born}" for family, born in product(runs, births)}


def _runs(found: list[str]) -> dict[str, int]:
    """Words beside each other as one, and how many they are."""
    return {
        "".join(found[begin:end]): end - begin
        for begin in range(len(found))
        for end in range(begin + 1, min(begin + _MOST_RUN, len(found)) + 1)
    }


def _names(runs: Mapping[str, int]) -> Iterator[str]:
    return (run for run, count in runs.items() if count > 1 or len(run) >= _RUN_TOGETHER or not run.isascii())


def _key(value: str) -> bytes:
    return blake2b(value.encode(), key=_SECRET, digest_size=_BYTES).digest()
