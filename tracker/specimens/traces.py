"""Where a patient may have left traces outside of the patient's own row: raw scans, codes put aside, printed labels, files.

A scanned wristband may hold name and record number, a card of letters spells an answer letter by letter, a label in the
print queue is kept to be printed again. An ordering system's number is no name and no date, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tracker.specimens.challenging import challenge_for, spelt
from tracker.specimens.file_texts import text_of
from tracker.specimens.patients import Patient
from tracker.specimens.spelled import days, plain, record_numbers, spellings
from tracker.specimens.vault import folded
from tracker.store.connection import Connection

_SPELLED = re.compile(r"C20[4-9][0-9]{3}")
"""A letter or digit of the card (:func:`tracker.barcodes.house.spelling_code`). One letter names nobody, a run of them may,
and no scan says whose run it is: they are blanked all. They were answers, and nothing is made again from them."""
_SHORTEST = 4
"""Letters of a name that are looked for inside other text; a shorter one must be a word of its own."""
_LONG = 6
"""Letters of a name that is looked for inside other words as it is spelled without its accents."""
_APART = r"[\W_]*"
"""What may stand between the parts of a name, and between the digits of a number."""


def erase_traces(connection: Connection, patient: Patient, now: Patient | None = None) -> int:
    """Blank what names ``patient``; returns the number of raw scans. Their rows, and the events that seal them, stay.

    ``now`` is what the patient is corrected to: what names him so as well is kept, and so are letters, which are nobody's.
    """
    former, still = Names(patient), Names(now) if now is not None else None

    def names(text: str) -> bool:
        return former.are_in(text) and not (still is not None and still.are_in(text))

    scans = [
        (scan_id,)
        for scan_id, data in connection.exec_driver_sql("SELECT id, data FROM scan WHERE data IS NOT NULL").all()
        if (now is None and _SPELLED.fullmatch(data)) or names(data)
    ]
    if scans:
        connection.exec_driver_sql("UPDATE scan SET data = NULL, salt = NULL, evidence = '' WHERE id = ?", scans)
    parked = [(text,) for (text,) in connection.exec_driver_sql("SELECT text FROM parked").all() if names(text)]
    if parked:
        connection.exec_driver_sql("DELETE FROM parked WHERE text = ?", parked)
    printed = connection.exec_driver_sql("SELECT id, about, labels FROM print_job").all()
    jobs = [(job,) for job, about, labels in printed if names(about) or names(_unescaped(labels))]
    if jobs:
        connection.exec_driver_sql(
            "UPDATE print_job SET about = 'erased', labels = '[]',"
            " setting = CASE json_valid(setting) WHEN 1 THEN json_remove(setting, '$.salt') ELSE '{}' END,"
            " state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END WHERE id = ?",
            jobs,
        )
    return len(scans)


def _unescaped(text: str) -> str:
    """JSON may have written a letter as its number."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


class Names:
    """What a text would have to hold to name the patient: as he writes it, and as a wristband or a hurried hand does."""

    def __init__(self, patient: Patient) -> None:
        born = patient.born
        parts = {folded(part) for part in (patient.family, patient.given, patient.record or "") if part}
        self._inside = {part for part in parts if len(part) >= _SHORTEST}
        self._inside |= {f"{born:%Y%m%d}", f"{born:%m%d%Y}", f"{born:%d%m%Y}"}
        for sign in "-/.":
            self._inside |= {f"{born:%Y{sign}%m{sign}%d}", f"{born:%m{sign}%d{sign}%Y}", f"{born:%d{sign}%m{sign}%Y}"}
        self._words = parts - self._inside
        self._spelled = re.compile("|".join(_spelled(patient)) or "(?!)")
        self._born = (born.year, born.month, born.day)
        self._answers = {question.answer for question in challenge_for(patient).questions}

    def are_in(self, text: str) -> bool:
        flat = folded(text)
        if any(part in flat for part in self._inside) or (len(text) <= 12 and spelt(text) in self._answers):
            return True
        if self._spelled.search(plain(text)) or (str(self._born[0]) in text and self._born in days(text).whole):
            return True
        return bool(self._words and self._words & set(re.split(r"[\W_]+", flat)))


def _spelled(patient: Patient) -> Iterator[str]:
    """Patterns for a plain text: each name with its parts run together or apart, each long part of one, and the letters and
    digits of the record number."""
    for name in (patient.family, patient.given):
        for parts in spellings(name):
            # Inés without her accent is in 'machines': only a long name is looked for within a word.
            yield from (_alone(part) for part in parts if len(part) >= _SHORTEST)
            whole, letters = _APART.join(parts), "".join(parts)
            if letters:
                yield whole if len(letters) >= _LONG or letters.upper() == letters else _alone(whole)
    for number in record_numbers(patient.record) if patient.record else ():
        if len(number) >= _SHORTEST:
            spaced = _APART.join(number)
            yield f"(?<![0-9])0*{spaced}(?![0-9])"
            # By itself with one digit more, by which its scanner proves it.
            yield rf"\A{spaced}[0-9]\Z"


def _alone(pattern: str) -> str:
    return rf"(?<![^\W\d_]){pattern}(?![^\W\d_])"


def files_that_name(folder: Path, patient: Patient) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Files in ``folder`` and below that name the patient, such as a table that was imported, a manifest, or a copy that was
    made for him: nobody has told this program of them. Then those that it cannot look through, as pictures."""
    names, named, closed = Names(patient), [], []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        found = text_of(path)
        if names.are_in(_unescaped(found.text)):
            named.append(path)
        elif not found.is_whole:
            closed.append(path)
    return tuple(named), tuple(closed)
