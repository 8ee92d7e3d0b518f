"""The least of patient data that the work needs, each field encrypted by itself, and apart from the journal.

Two identifiers tell a patient (Joint Commission NPSG.01.01.01): name and birth date, or name and record number. The journal
commits to each by ``HMAC-SHA256(salt, field || 0 || value)``; once salt and fields are erased, the commitment tells nothing
and the chain still verifies. Exact search goes by a keyed hash, which leaks only that two values are equal.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracker.errors import Refusal, StoreError
from tracker.journal.chain import seal
from tracker.specimens.facts import Challenge, Question
from tracker.store.connection import Connection

ERASED = "erased"
LONGEST_NAME = 60
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Patient:
    """In the clear: for the moment of labelling, revealing or comparing, and never further."""

    family: str = field(repr=False)
    given: str = field(repr=False)
    born: date = field(repr=False)
    record: str | None = field(default=None, repr=False)
    """The record number, where the clinic has one."""


class Vault:
    """The key that opens patient fields. 32 bytes; the two uses get keys of their own."""

    __slots__ = ("_cipher", "_index")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.digest(key, b"patient fields", "sha256"))
        self._index = hmac.digest(key, b"patient index", "sha256")

    def close(self, salt: bytes, name: str, value: str) -> bytes:
        """``value`` encrypted; it opens only as field ``name`` of the patient with this ``salt``."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, value.encode(), name.encode() + salt)

    def open(self, salt: bytes, name: str, closed: bytes) -> str:
        """Raises :class:`StoreError` (``patient_key``) where the key is another, or the field was moved or changed."""
        try:
            return self._cipher.decrypt(closed[:_NONCE], closed[_NONCE:], name.encode() + salt).decode()
        except InvalidTag:
            raise StoreError(
                "A patient's data cannot be opened with this key.",
                hint="Put the patient key of this database back into the keys folder.",
                code="patient_key",
            ) from None

    def index(self, name: str, value: str) -> bytes:
        """For exact search: equal for equal values, and says nothing else."""
        return hmac.digest(self._index, name.encode() + b"\0" + value.casefold().encode(), "sha256")


def enter(connection: Connection, vault: Vault, patient: Patient) -> int:
    """The patient's id: a known record number, or else the same name and birth date, is the same patient.

    Raises :class:`Refusal` (``patient_differs``) where a known record number comes with another name or birth date: two
    people may have been taken for one.
    """
    known = _known(connection, vault, patient)
    if known is not None:
        return known
    made = connection.exec_driver_sql(
        "INSERT INTO patient (salt, name, born, record, name_index, record_index) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        _row(vault, patient),
    )
    return int(made.scalar_one())


def _row(vault: Vault, patient: Patient) -> tuple[bytes | None, ...]:
    salt = secrets.token_bytes(32)
    record = patient.record
    return (
        salt,
        vault.close(salt, "name", _name(patient)),
        vault.close(salt, "born", patient.born.isoformat()),
        vault.close(salt, "record", record) if record else None,
        vault.index("name", _name(patient)),
        vault.index("record", record) if record else None,
    )


def _name(patient: Patient) -> str:
    return f"{patient.family}\n{patient.given}"


def _known(connection: Connection, vault: Vault, patient: Patient) -> int | None:
    if patient.record is not None:
        found = connection.exec_driver_sql(
            "SELECT id FROM patient WHERE record_index = ?", (vault.index("record", patient.record),)
        ).scalar()
        if found is not None:
            before = read(connection, vault, int(found))
            if before is None or (_folded(before), before.born) != (_folded(patient), patient.born):
                raise Refusal(
                    "This record number belongs to a patient with another name or birth date.",
                    hint="Check the requisition; if the patient's data has changed: tracker patient correct.",
                    code="patient_differs",
                )
            return int(found)
    for (candidate,) in connection.exec_driver_sql(
        "SELECT id FROM patient WHERE name_index = ? ORDER BY id", (vault.index("name", _name(patient)),)
    ).all():
        before = read(connection, vault, candidate)
        if before is not None and before.born == patient.born and patient.record in (None, before.record):
            return int(candidate)
    return None


def _folded(patient: Patient) -> str:
    return _name(patient).casefold()


def read(connection: Connection, vault: Vault, patient_id: int) -> Patient | None:
    """The patient in the clear; None once erased."""
    found = connection.exec_driver_sql(
        "SELECT salt, name, born, record FROM patient WHERE id = ?", (patient_id,)
    ).first()
    if found is None or found[0] is None:
        return None
    salt, name, born, record = found
    family, _, given = vault.open(salt, "name", name).partition("\n")
    return Patient(
        family,
        given,
        date.fromisoformat(vault.open(salt, "born", born)),
        vault.open(salt, "record", record) if record is not None else None,
    )


def commitments(connection: Connection, vault: Vault, patient_id: int) -> Mapping[str, str]:
    """What the journal may say of a patient: a salted commitment to each field."""
    salt = connection.exec_driver_sql("SELECT salt FROM patient WHERE id = ?", (patient_id,)).scalar_one()
    patient = read(connection, vault, patient_id)
    if patient is None:
        return {}
    said = {"born": patient.born.isoformat(), "name": _name(patient), "record": patient.record or ""}
    return {name: seal(salt, f"{name}\0{value}") for name, value in said.items()}


def masked(patient: Patient | None) -> str:
    """``D., J. ••/80``: enough to tell two tubes on a bench apart, too little to know whose they are."""
    if patient is None:
        return ERASED
    return f"{patient.family[:1]}., {patient.given[:1]}. ••/{patient.born:%y}"


def challenge_for(patient: Patient | None) -> Challenge:
    """What is asked and entered blind: letters of the name and the day of birth.

    A name that the letters A to Z cannot spell is replaced by the record number's end, else by the year of birth. Empty
    for an erased patient: nothing can be collected from one.
    """
    if patient is None:
        return Challenge(())
    letters = spelt(patient.family)[:3]
    if len(letters) >= 2:
        first = Question(f"the first {len(letters)} letters of the family name", letters)
    elif patient.record and len(spelt(patient.record)) >= 3:
        first = Question("the last 3 characters of the record number", spelt(patient.record)[-3:])
    else:
        first = Question("the year of birth, 4 digits", f"{patient.born:%Y}")
    return Challenge((first, Question("month and day of birth, 4 digits (March 5 is 0305)", f"{patient.born:%m%d}")))


def spelt(text: str) -> str:
    """``text`` in the letters A to Z and digits that can be entered: accents are dropped, the rest left out."""
    plain = unicodedata.normalize("NFKD", text).upper()
    return "".join(character for character in plain if character.isascii() and character.isalnum())
