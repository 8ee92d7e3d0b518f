"""Names of things and of staff, which the journal keeps for good: none may be a patient's.

Asked often they would tell who is a patient, as reasons would: a refused one is on record like these, and waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass

from tracker.errors import Refusal
from tracker.hardware.scan import utc_now
from tracker.specimens.known_names import first_named_in_full, holds_number
from tracker.specimens.naming import Hand, NamesPatient, require_unhurried
from tracker.specimens.spelled import days
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection

_GROWN = 2
"""Years: a younger day may be that on which somebody began to work here."""


class NameOfPatient(NamesPatient):
    """``which`` name it is, in words that do not quote it."""

    def __init__(self, by: str, what: str, which: str) -> None:
        super().__init__(by, what)
        Refusal.__init__(
            self,
            f"{which} names a patient of this clinic, and the journal could never forget it.",
            hint="Give it a name of its own, without a patient's name, birth date or record number.",
            code="name_of_patient",
        )


def require_things_names(
    connection: Connection, vault: Vault | None, hand: Hand, what: str, rows: Sequence[tuple[int, object]]
) -> None:
    """Refuse (``name_of_patient``) rows of a file, each with its line, of which one would call a thing by a patient's name;
    ``reason_wait`` like a reason. To be asked last, in the transaction that is to keep them."""
    if vault is None or not rows:
        return
    require_unhurried(connection, hand)
    lines = dict[str, int]()
    for line, row in rows:
        for text in _texts(row):
            lines.setdefault(text, line)
    named = first_named_in_full(connection, vault, lines)
    if named is not None:
        raise NameOfPatient(hand.by, what, f"Line {lines[named]}" if lines[named] else "This")


def require_staffs_name(connection: Connection, vault: Vault | None, hand: Hand, name: str) -> None:
    """Refuse a name of staff that holds a patient's record number (``name_of_patient``), or a date that may be a birth
    (``staff_name``). Who works here may be a patient as well, so that the name alone is his own."""
    require_no_birth(name)
    if vault is None:
        return
    require_unhurried(connection, hand)
    if holds_number(connection, vault, name):
        raise NameOfPatient(hand.by, "staff", "This name")


def require_no_birth(name: str) -> None:
    """Refuse (``staff_name``) a name with a date that may be a birth, whoever's it is: asked so, nobody learns one."""
    if any(year <= utc_now().year - _GROWN for year, _, _ in days(name).whole):
        raise Refusal(
            "A name of staff holds no date that may be somebody's birth: the journal could never forget it.",
            hint="What the screens show, e.g. 'CMA 07'.",
            code="staff_name",
        )


def _texts(value: object) -> Iterator[str]:
    """All text in a row, of its parts too."""
    if isinstance(value, str):
        if any(each.isalpha() for each in value):
            yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _of_all(getattr(value, field.name) for field in fields(value))
    elif isinstance(value, dict):
        yield from _of_all([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        yield from _of_all(value)


def _of_all(values: Iterable[object]) -> Iterator[str]:
    for each in values:
        yield from _texts(each)
