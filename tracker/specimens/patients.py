"""The least of patient data that the work needs, each field encrypted by itself, and apart from the journal.

Two identifiers tell a patient (Joint Commission NPSG.01.01.01): name and birth date, or name and record number. The journal
commits to each by ``HMAC-SHA256(salt, field || 0 || value)``; once salt and fields are erased, the commitment tells nothing
and the chain still verifies. Exact search goes by a keyed hash, which leaks only that two values are equal.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.errors import Refusal
from tracker.journal.chain import seal
from tracker.specimens.challenging import challenge_for
from tracker.specimens.vault import Vault, folded, require_current
from tracker.store.connection import Connection

ERASED = "erased"
LONGEST_NAME = 60
"""Characters in one part of a name, and in a record number."""
EARLIEST_BIRTH = date(1900, 1, 1)
"""Whoever was born before it is more likely a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Patient:
    """In the clear: for the moment of labelling, revealing or comparing, and never further."""

    family: str = field(repr=False)
    given: str = field(repr=False)
    born: date = field(repr=False)
    record: str | None = field(default=None, repr=False)
    """The record number, where the clinic has one."""

    @property
    def name(self) -> str:
        """As it is encrypted, indexed and committed to; no part of it can hold a line break (:func:`cleaned`)."""
        return f"{self.family}\n{self.given}"


def cleaned(patient: Patient) -> Patient:
    """``patient`` as it is kept: NFC, each part one line that a label can show, and with two identifiers that can be asked.

    Raises :class:`Refusal` (``patient_incomplete``), which names the part and never quotes it.
    """
    family, given = _line(patient.family, "family name"), _line(patient.given, "given name")
    if patient.born < EARLIEST_BIRTH:
        raise _incomplete(f"The birth date is before {EARLIEST_BIRTH:%Y}.")
    record = _line(patient.record, "record number") if patient.record else None
    whole = Patient(family, given, patient.born, record)
    if not challenge_for(whole).questions:
        raise _incomplete(
            "Nothing but the birth date could be asked: the letters A to Z do not spell the name, and no record number of"
            " 3 letters or digits is given.",
            "Add the record number, or the name in the letters A to Z as the patient's papers have it.",
        )
    return whole


def _line(text: str, what: str) -> str:
    line = re.sub(" +", " ", unicodedata.normalize("NFC", text)).strip(" ")
    if not line or not line.isprintable() or len(line) > LONGEST_NAME:
        raise _incomplete(f"The {what} is empty, too long, or holds characters that cannot be printed.")
    return line


def _incomplete(message: str, hint: str = "") -> Refusal:
    needed = f"Two identifiers are needed: a name of at most {LONGEST_NAME} characters, and the birth date."
    return Refusal(message, hint=hint or needed, code="patient_incomplete")


def enter(connection: Connection, vault: Vault, patient: Patient) -> int:
    """The patient's id: a known record number, or else the same name and birth date, is the same patient.

    Raises :class:`Refusal`: ``patient_differs`` where a known record number comes with another name or birth date, since
    two people may have been taken for one; ``patient_ambiguous`` where two people of that name were born on that day and
    no record number tells which; ``patient_incomplete``.
    """
    patient = cleaned(patient)
    require_current(connection, vault)
    known = _known(connection, vault, patient)
    if known is not None:
        return known
    made = connection.exec_driver_sql(
        "INSERT INTO patient (salt, name, born, record, name_index, record_index) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        sealed_row(vault, patient),
    )
    return int(made.scalar_one())


def sealed_row(vault: Vault, patient: Patient) -> tuple[bytes | None, ...]:
    """``salt, name, born, record, name_index, record_index`` under a new salt."""
    salt = secrets.token_bytes(32)
    record = patient.record
    return (
        salt,
        vault.close(salt, "name", patient.name),
        vault.close(salt, "born", patient.born.isoformat()),
        vault.close(salt, "record", record) if record else None,
        vault.index("name", patient.name),
        vault.index("record", record) if record else None,
    )


def id_by_record(connection: Connection, vault: Vault, record: str) -> int | None:
    """The patient with this record number; None where there is none."""
    found = connection.exec_driver_sql(
        "SELECT id FROM patient WHERE record_index = ?", (vault.index("record", record),)
    ).scalar()
    return None if found is None else int(found)


def has_patients(connection: Connection) -> bool:
    """Whether any patient's fields are kept."""
    return connection.exec_driver_sql("SELECT 1 FROM patient WHERE salt IS NOT NULL LIMIT 1").first() is not None


def count_patients(connection: Connection) -> int:
    """How many patients' fields are kept."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM patient WHERE salt IS NOT NULL").scalar_one())


def require_opens(connection: Connection, vault: Vault) -> None:
    """Raises :class:`StoreError` (``patient_key``) where ``vault`` does not open the first of the patients."""
    first = connection.exec_driver_sql("SELECT id FROM patient WHERE salt IS NOT NULL LIMIT 1").scalar()
    if first is not None:
        read(connection, vault, first)


def _known(connection: Connection, vault: Vault, patient: Patient) -> int | None:
    if patient.record is not None:
        found = id_by_record(connection, vault, patient.record)
        if found is not None:
            before = read(connection, vault, found)
            if before is None or not is_same(before, patient):
                raise Refusal(
                    "This record number belongs to a patient with another name or birth date.",
                    hint="Check the requisition; if the patient's data has changed: tracker patient correct.",
                    code="patient_differs",
                )
            return found
    namesakes = [
        candidate
        for (candidate,) in connection.exec_driver_sql(
            "SELECT id FROM patient WHERE name_index = ? ORDER BY id", (vault.index("name", patient.name),)
        ).all()
        if (before := read(connection, vault, candidate)) is not None and is_same(before, patient)
    ]
    if len(namesakes) > 1:
        raise Refusal(
            "Two patients of this name were born on this day, and no record number tells which of them is meant.",
            hint="Add the record number.",
            code="patient_ambiguous",
        )
    return namesakes[0] if namesakes else None


def is_same(before: Patient, patient: Patient) -> bool:
    """Whether ``patient`` may be taken for the one that is known as ``before``: equal in all that it says."""
    return not differing(before, patient)


def differing(before: Patient, patient: Patient) -> tuple[str, ...]:
    """Which of name, birth date and record number differ, in words. A record number that is left out does not."""
    return tuple(
        what
        for what, differs in (
            ("name", folded(before.name) != folded(patient.name)),
            ("birth date", before.born != patient.born),
            ("record number", patient.record is not None and folded(before.record or "") != folded(patient.record)),
        )
        if differs
    )


def read(connection: Connection, vault: Vault, patient_id: int, *, is_masked: bool = False) -> Patient | None:
    """The patient in the clear; None once erased. ``is_masked``: only to be shown masked, and the record number stays closed
    (a third of what opening costs)."""
    found = connection.exec_driver_sql(
        "SELECT salt, name, born, record FROM patient WHERE id = ?", (patient_id,)
    ).first()
    if found is None or found[0] is None:
        return None
    salt, name, born, record = found
    return opened(vault, salt, name, born, None if is_masked else record)


def opened(vault: Vault, salt: bytes, name: bytes, born: bytes, record: bytes | None) -> Patient:
    """The patient of a row's fields."""
    family, _, given = vault.open(salt, "name", name).partition("\n")
    return Patient(
        family,
        given,
        date.fromisoformat(vault.open(salt, "born", born)),
        vault.open(salt, "record", record) if record is not None else None,
    )


def commitments(connection: Connection, vault: Vault, patient_id: int) -> Mapping[str, str]:
    """What the journal may say of a patient: a salted commitment to each field. Empty once erased."""
    salt = connection.exec_driver_sql("SELECT salt FROM patient WHERE id = ?", (patient_id,)).scalar_one()
    patient = read(connection, vault, patient_id)
    if patient is None:
        return {}
    said = {"born": patient.born.isoformat(), "name": patient.name, "record": patient.record or ""}
    return {name: seal(salt, f"{name}\0{value}") for name, value in said.items()}


def masked(patient: Patient | None) -> str:
    """``D., J. ••/80``: enough to tell two tubes on a bench apart, too little to know whose they are."""
    if patient is None:
        return ERASED
    return f"{_initial(patient.family)}., {_initial(patient.given)}. ••/{patient.born:%y}"


def _initial(name: str) -> str:
    """Its first letter: of ’t Hooft the t."""
    return next((character for character in name if character.isalpha()), "•")
