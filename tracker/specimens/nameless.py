"""Reasons and notes that go into the journal, which forgets nothing: none of them may name a patient.

Whoever is refused learns that somebody of that name is a patient here; that the journal can never forget a name is worse.
"""

from __future__ import annotations

from datetime import timedelta

from tracker.hardware.scan import utc_now
from tracker.specimens.family_words import SHORTEST, FamilyWords, family_words
from tracker.specimens.known_names import names_known_patient
from tracker.specimens.naming import Hand, NamesPatient, require_unhurried
from tracker.specimens.patients import Patient
from tracker.specimens.spelled import days, is_said, numbers, short_numbers, spaced_words, words
from tracker.specimens.vault import Vault, folded
from tracker.store.connection import Connection

_LATELY = timedelta(days=730)
_SHORTEST_IN_NUMBER = 4
"""Letters of a family name that is looked for in a lot's number: NG4251 is nobody."""


def require_nameless(
    connection: Connection, vault: Vault | None, hand: Hand, what: str, text: str, *, may_wait: bool = True
) -> None:
    """Refuse (``reason_names_patient``) what :func:`names_anybody`; ``what`` it is a reason for. To be asked last, in the
    transaction that is to keep it: whoever may not do it, or does it of nothing that is there, learns no name.

    ``reason_wait`` where his texts were refused often (:mod:`tracker.specimens.naming`); not where patients are his work,
    or it is an emergency (``may_wait``).
    """
    if vault is None or not text:
        return
    if may_wait:
        require_unhurried(connection, hand)
    if names_anybody(connection, vault, text):
        raise NamesPatient(hand.by, what)


def require_nameless_number(connection: Connection, vault: Vault | None, hand: Hand, what: str, number: str) -> None:
    """The same of what is to be a number: a lot's, a notice's, a licence's. Its digits may be anybody's, and two or three
    letters are a maker's."""
    if vault is None or not number:
        return
    require_unhurried(connection, hand)
    told = frozenset(each for each in numbers(number) if not each.isdecimal())
    if _is_any(connection, vault, family_words(number, _SHORTEST_IN_NUMBER), told, set()):
        raise NamesPatient(hand.by, what)


def names_anybody(connection: Connection, vault: Vault, text: str) -> bool:
    """Whether ``text`` holds a family name, a whole name, a record number or a birth date of any patient, however it is
    spelled.

    Of birth dates only those with a whole year: '5/5' and '5/5/81' may be a lot or a shelf. And none of the last two
    years: reasons speak of days of work. Measured, 15,000 patients born evenly over 90 years: of the last year's days
    38 in 100 would have been refused; of days long before nobody speaks but of births.

    Fields lie encrypted, so each is opened: 0.2 to 0.4 s where there are 15,000 patients (measured). Reasons are few.
    """
    if names_known_patient(connection, vault, text):
        return True
    least = (utc_now().date() - _LATELY).isoformat()
    births = {f"{year:04}-{month:02}-{day:02}" for year, month, day in days(text).whole}
    told = numbers(text) | short_numbers(text)
    return _is_any(connection, vault, family_words(text), told, {each for each in births if each <= least})


def names_this(patient: Patient, text: str) -> bool:
    """Whether ``text``, which is about ``patient``, names him: by any part of his name, his record number, or his birth date
    in any form."""
    said = {*words(text), *spaced_words(text)}
    parts = {word for part in (patient.family, patient.given) for word in words(part) if len(word) >= SHORTEST}
    born, told = patient.born, days(text)
    return (
        bool(said & parts)
        or (born.year, born.month, born.day) in told.whole
        or (born.year % 100, born.month, born.day) in told.short
        or bool(patient.record and (folded(patient.record) in folded(text) or is_said(patient.record, numbers(text))))
    )


def _is_any(connection: Connection, vault: Vault, said: FamilyWords, told: frozenset[str], births: set[str]) -> bool:
    """Whether a family name, a record number or a birth date of some patient is among these."""
    rows = connection.exec_driver_sql("SELECT salt, name, record, born FROM patient WHERE salt IS NOT NULL").all()
    for salt, name, record, born in rows:
        family, _, given = vault.open(salt, "name", name).partition("\n")
        if said.name(family, given):
            return True
        if told and record is not None and is_said(vault.open(salt, "record", record), told):
            return True
        if births and vault.open(salt, "born", born) in births:
            return True
    return False
