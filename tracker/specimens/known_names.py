"""Whether a code that nobody knows is a patient's wristband: by keyed hashes of what a wristband may say, in memory.

A wristband says FAMILY^GIVEN in the letters that its printer has, and the record number with or without its dashes. So each
patient has a few hashes: one for each way in which his name is written, and one for the letters and digits of his number.
They are made of all patients when the first such code comes, of new ones as they come, and anew once one was changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import product
from secrets import token_bytes
from weakref import WeakKeyDictionary

from tracker.errors import StoreError
from tracker.specimens.patients import Patient, opened
from tracker.specimens.spelled import compact, days, numbers, record_numbers, spellings, words
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection

CHANGED = "patients_changed"
"""The setting that says how often a patient was corrected or erased: whoever remembers them remembers them anew."""
_LONG_PART = 4
"""Letters of a part of a family name that counts as one: not the van of van der Tulpenbrug."""
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
    """``mark`` is the last of the patients and how often one was changed."""

    mark: Mark = (0, None, "")
    keys: set[bytes] = field(default_factory=set)


_REMEMBERED: WeakKeyDictionary[Vault, _Remembered] = WeakKeyDictionary()


def names_known_patient(connection: Connection, vault: Vault, text: str) -> bool:
    """Whether ``text`` holds the record number of a patient of this clinic, or a family name beside a given name or the
    birth date: a wristband is scanned by mistake, and what is kept of a scan is kept for years.

    A family name alone is no wristband, and may be a maker's. Measured, 15,000 patients: 0.05 ms, once they are remembered.
    """
    said = _said(text)
    if not said:
        return False
    keys = _keys(connection, vault)
    return any(_key(each) in keys for each in said)


def remember(connection: Connection, vault: Vault) -> None:
    """So that no scan waits for it."""
    _keys(connection, vault)


def tell_changed(connection: Connection) -> None:
    """A patient was corrected or erased: what is remembered of him is wrong."""
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, '1')"
        " ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
        (CHANGED,),
    )


def _keys(connection: Connection, vault: Vault) -> set[bytes]:
    last = connection.exec_driver_sql("SELECT id, salt FROM patient ORDER BY id DESC LIMIT 1").first()
    changed = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (CHANGED,)).scalar()
    mark: Mark = (*(last or (0, None)), str(changed or ""))
    before = _REMEMBERED.get(vault, _Remembered())
    if mark == before.mark:
        return before.keys
    same = connection.exec_driver_sql("SELECT salt FROM patient WHERE id = ?", (before.mark[0],)).scalar()
    is_more = mark[2] == before.mark[2] and same == before.mark[1]
    begin, keys = (before.mark[0], set(before.keys)) if is_more else (0, set[bytes]())
    rows = connection.exec_driver_sql(
        "SELECT salt, name, born, record FROM patient WHERE id > ? AND salt IS NOT NULL", (begin,)
    ).all()
    keys.update(_key(each) for row in rows for each in _ways(vault, *row))
    _REMEMBERED[vault] = _Remembered(mark, keys)
    return keys


def _ways(vault: Vault, salt: bytes, name: bytes, born: bytes, record: bytes | None) -> Iterator[str]:
    """All that is looked for of one patient; nothing of one who does not open with this key, which is told elsewhere."""
    try:
        patient = opened(vault, salt, name, born, record)
    except StoreError:
        return
    yield from ways(patient)


def ways(patient: Patient) -> Iterator[str]:
    """His names in either order, run together, his family name with his birth date, and his record number's letters and
    digits."""
    families = {run for parts in spellings(patient.family) for run in ("".join(parts), *_long(parts)) if run}
    givens = {run for parts in spellings(patient.given) for run in ("".join(parts), *parts) if run}
    for family, given in product(families, givens):
        yield from (family + given, given + family)
    yield from (f"{family} {patient.born.isoformat()}" for family in families)
    if patient.record:
        yield from (f"#{each}" for each in record_numbers(patient.record))


def _long(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for part in parts if len(part) >= _LONG_PART)


def _said(text: str) -> set[str]:
    """What in ``text`` may be one of a patient's :func:`ways`."""
    found = words(text)
    runs = {
        "".join(found[begin:end]): end - begin
        for begin in range(len(found))
        for end in range(begin + 1, min(begin + _MOST_RUN, len(found)) + 1)
    }
    names = {run for run, count in runs.items() if count > 1 or len(run) >= _RUN_TOGETHER or not run.isascii()}
    births = {f"{year:04}-{month:02}-{day:02}" for year, month, day in days(text).whole}
    told = {f"#{each}" for each in numbers(text)} | ({f"#{whole}"} if (whole := compact(text)) else set())
    return names | told | {f"{family} {born}" for family, born in product(runs, births)}


def _key(value: str) -> bytes:
    return blake2b(value.encode(), key=_SECRET, digest_size=_BYTES).digest()
