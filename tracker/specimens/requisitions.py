"""What is to be drawn: requisitions with their tubes in order of draw, and the numbers that labels get."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.errors import StoreError
from tracker.specimens import patients, queries, rows
from tracker.specimens.facts import Specimen, Test
from tracker.specimens.patients import Patient
from tracker.specimens.requisition_facts import HIDDEN, Requisition, WantedTube
from tracker.specimens.rows import CONTAINER, TEST
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection, Row
from tracker.store.numbering import SPECIMEN, given_out

_LATEST_REQUISITIONS = 2_000
"""Among these a namesake is looked for: what a clinic orders in days."""
_NUMBERS_A_YEAR = 1_000_000


def requisition_by_code(connection: Connection, vault: Vault | None, text: str) -> Requisition | None:
    """The requisition of this house code, or else of this number of the ordering system."""
    found = connection.exec_driver_sql(
        "SELECT id, code, number, patient_id, ordered_at, provider, priority FROM requisition"
        " WHERE code = ?1 OR number = ?1 ORDER BY code = ?1 DESC",
        (text,),
    ).first()
    if found is None:
        return None
    key, code, number, patient_id, ordered_at, provider, priority = found
    tests = _tests(connection, key)
    return Requisition(
        id=key,
        code=code,
        number=number or "",
        patient=shown(connection, vault, patient_id),
        patient_id=patient_id,
        ordered_at=rows.when(ordered_at),
        provider=provider,
        is_stat=priority == "stat",
        tests=tuple(test.code for test in tests),
        tubes=_tubes(connection, key, tests),
    )


def shown(connection: Connection, vault: Vault | None, patient_id: int) -> str:
    """The patient, masked."""
    found = _opened(connection, vault, patient_id, is_masked=True)
    return found if isinstance(found, str) else patients.masked(found)


def patient_of(connection: Connection, vault: Vault | None, requisition_code: str | None) -> str:
    """The masked patient of a requisition; empty for a pool, which has none."""
    if requisition_code is None:
        return ""
    patient_id = connection.exec_driver_sql(
        "SELECT patient_id FROM requisition WHERE code = ?", (requisition_code,)
    ).scalar_one()
    return shown(connection, vault, patient_id)


def patient(connection: Connection, vault: Vault | None, patient_id: int) -> Patient | None:
    """In the clear, for the challenge alone; None once erased, or where it does not open."""
    found = _opened(connection, vault, patient_id)
    return None if isinstance(found, str) else found


def _opened(
    connection: Connection, vault: Vault | None, patient_id: int, *, is_masked: bool = False
) -> Patient | str | None:
    """The patient, None once erased; HIDDEN where the key is not here, or where this one patient does not open with it (a
    field was moved or changed). That stops whoever asks for this patient, and neither the board nor the station's writer;
    the doctor says which it is."""
    if vault is None:
        return HIDDEN
    try:
        return patients.read(connection, vault, patient_id, is_masked=is_masked)
    except StoreError as error:
        if error.code != "patient_key":
            raise
        return HIDDEN


def others_lately(connection: Connection, vault: Vault | None, patient_id: int, month_day: str) -> tuple[Patient, ...]:
    """All other patients of the latest requisitions whose birthday this is (``0305``): who could be taken for this one.

    Their birth dates alone are opened to find them, 0.9 ms for 1,000 (measured); the names of those few.
    """
    if vault is None:
        return ()
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT p.id, p.salt, p.born FROM requisition r JOIN patient p ON p.id = r.patient_id"
        " WHERE r.id > (SELECT max(id) FROM requisition) - ? AND p.id <> ? AND p.salt IS NOT NULL",
        (_LATEST_REQUISITIONS, patient_id),
    )
    same = [key for key, salt, born in rows if vault.open(salt, "born", born)[5:].replace("-", "") == month_day]
    return tuple(each for key in same if (each := patients.read(connection, vault, key)) is not None)


def _tests(connection: Connection, requisition_id: int) -> Sequence[Test]:
    found = connection.exec_driver_sql(
        f"SELECT {TEST} FROM requisition_test n JOIN test_kind t ON t.id = n.test_id"
        " WHERE n.requisition_id = ? ORDER BY t.code",
        (requisition_id,),
    )
    return [rows.test(row) for row in found]


def _tubes(connection: Connection, requisition_id: int, tests: Sequence[Test]) -> tuple[WantedTube, ...]:
    """In order of draw (CLSI GP41), the tubes that were ordered before those added."""
    found = connection.exec_driver_sql(
        f"SELECT {CONTAINER}, n.line, n.is_add_on, n.not_drawn, s.number FROM requisition_tube n"
        " JOIN container c ON c.id = n.container_id LEFT JOIN specimen s ON s.id = n.specimen_id"
        " WHERE n.requisition_id = ? ORDER BY c.draw_order, n.line",
        (requisition_id,),
    ).all()
    drawn = {
        each.number: each for each in queries.specimens(connection, "WHERE s.requisition_id = ?", (requisition_id,))
    }
    return tuple(_tube(row, tests, drawn.get(row[9])) for row in found)


def _tube(row: Row, tests: Sequence[Test], specimen: Specimen | None) -> WantedTube:
    own = [test for test in tests if test.container_id == row[0]]
    return WantedTube(
        line=row[6],
        container=rows.container(row),
        tests=tuple(test.code for test in own),
        volume_ul=sum(test.min_volume_ul for test in own),
        is_add_on=bool(row[7]),
        specimen=specimen,
        not_drawn=row[8] or "",
    )


def next_number(connection: Connection, today: date) -> int:
    """The next free specimen number: the year's two digits and a counter, beyond every number used, on a roll, or
    given out and lost."""
    first, out = today.year % 100 * _NUMBERS_A_YEAR, given_out(connection, SPECIMEN)
    while True:
        last = first + _NUMBERS_A_YEAR - 1
        used = connection.exec_driver_sql(
            "SELECT max(number) FROM specimen WHERE number BETWEEN ? AND ?", (f"{first:08}", f"{last:08}99")
        ).scalar()
        rolled = connection.exec_driver_sql(
            "SELECT max(last) FROM tube_roll WHERE last >= ? AND first <= ?", (first, last)
        ).scalar()
        highest = max(int(used[:8]) if used else first, rolled or first, min(out, last))
        if highest < last:
            return highest + 1
        first = last + 1


def is_on_roll(connection: Connection, number: str) -> bool:
    """Whether a number lies in the range of a roll of labels that was printed for us beforehand."""
    found = connection.exec_driver_sql(
        "SELECT last FROM tube_roll WHERE first <= ? ORDER BY first DESC LIMIT 1", (int(number[:8]),)
    ).scalar()
    return found is not None and int(number[:8]) <= int(found)
