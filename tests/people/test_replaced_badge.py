"""A badge in another's place: its owner's PIN is good under it by a seal, which nobody changes without its being told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from tests.clinic import AT, Clinic
from tracker.barcodes.house import badge_code
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.pen import UNSIGNED, Pen
from tracker.people.access import Role
from tracker.people.badges import REPLACED, begin_asking, hire, replace_badge
from tracker.people.credentials import set_proof
from tracker.people.hashing import Hasher
from tracker.people.lock_audit import audit_locks
from tracker.people.proofs import Proof
from tracker.people.signing_in import PIN_FAILED, attempt, prove, settle
from tracker.people.tries import tries_of
from tracker.specimens.table_audit import audit_people
from tracker.store.connection import Connection

T = TypeVar("T")
LEAD, CMA, NEW = badge_code(1), badge_code(3), badge_code(9)
PIN, HASHER = Proof("739158"), Hasher(bytes(32))
CHANGED = f"UPDATE credential SET seal = 'x' WHERE badge = '{NEW}'"


class Turn:
    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def __call__(self, act: Callable[[Connection, Pen], T], by: str) -> T:
        with self._clinic.database.writing() as connection:
            return act(connection, Pen(self._clinic.journal, AT, by))


@pytest.fixture
def replaced(clinic: Clinic) -> Clinic:
    """The badge of CMA 03 was lost, and replaced; he has not come in since."""
    with clinic.database.writing() as connection:
        clinic_pen = Pen(clinic.journal, AT, UNSIGNED)
        connection.exec_driver_sql("DELETE FROM staff")
        hire(connection, clinic_pen, LEAD, "lead 01", Role.LEAD)
        hire(connection, clinic_pen, CMA, "CMA 03", Role.ASSISTANT)
        for badge in (LEAD, CMA):
            set_proof(connection, Pen(clinic.journal, AT, badge), badge, PIN, HASHER.made(badge, PIN))
        begin_asking(connection, clinic_pen)
        replace_badge(connection, Pen(clinic.journal, AT, LEAD), CMA, NEW, HASHER.sealed)
    return clinic


def differences(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        return [*(each.message for each in audit_people(connection)), *audit_locks(connection)]


def test_the_pin_is_good_and_all_is_as_the_journal_tells(replaced: Clinic) -> None:
    assert differences(replaced) == []
    assert prove(Turn(replaced), NEW, PIN, HASHER).name == "CMA 03"
    assert differences(replaced) == []


@pytest.mark.parametrize("pin", [PIN, Proof("111222")], ids=["the right PIN", "another"])
def test_a_seal_that_was_changed_is_told_and_no_pin_is_called_wrong(replaced: Clinic, pin: Proof) -> None:
    replaced.execute(CHANGED)
    (told,) = differences(replaced)
    assert told.startswith(f"The credential {NEW}: seal is ")
    for _ in range(12):
        with pytest.raises(Refusal) as refused:
            prove(Turn(replaced), NEW, pin, HASHER)
        assert refused.value.code == "proof_unsealed"
        assert "CMA 03 cannot be looked at" in refused.value.message
        assert "staff reset" in refused.value.hint
    with replaced.database.reading() as connection:
        assert tries_of(connection, NEW).failed == 0
    assert len(differences(replaced)) == 1
    failed = f'"kind":"{PIN_FAILED}"'.encode()
    assert replaced.value("SELECT count(*) FROM journal WHERE instr(body, ?) > 0", (failed,)) == 0


def test_a_wrong_pin_under_a_good_seal_is_a_wrong_one(replaced: Clinic) -> None:
    turn = Turn(replaced)
    with pytest.raises(Refusal) as refused:
        settle(turn, *attempt(turn, NEW, Proof("111222"), HASHER))
    assert refused.value.code == "proof_wrong"


def test_of_a_badge_that_was_replaced_before_seals_were_told_nothing_is_missing(clinic: Clinic) -> None:
    """The doctor looks at such a seal by the pepper (:mod:`tests.station.test_doctor_access`)."""
    with clinic.database.writing() as connection:
        pen = Pen(clinic.journal, AT, UNSIGNED)
        connection.exec_driver_sql("DELETE FROM staff")
        hire(connection, pen, CMA, "CMA 03", Role.ASSISTANT)
        set_proof(connection, Pen(clinic.journal, AT, CMA), CMA, PIN, HASHER.made(CMA, PIN))
        seq = clinic.journal.signed_end(connection)[0]
        replace_badge(connection, pen, CMA, NEW, HASHER.sealed)
        connection.exec_driver_sql("DELETE FROM journal WHERE seq > ?", (seq,))
        before = {"badge": NEW, "before": CMA, "by": UNSIGNED, "name": "CMA 03"}
        clinic.journal.append(connection, new_id(), REPLACED, AT, before)
    assert differences(clinic) == []
