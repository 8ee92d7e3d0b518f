"""An order for tests becomes tubes to be drawn: by a rule, and in one transaction with its patient and its event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from tracker.barcodes.house import has_house_shape, next_number, parse, requisition_code
from tracker.errors import BarcodeError, Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.specimens.entries import NewRequisition
from tracker.specimens.facts import Container, Test
from tracker.specimens.knowing import containers_by_id, tests_by_code
from tracker.specimens.known_names import names_in_full
from tracker.specimens.patients import commitments, enter
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection
from tracker.store.numbering import given_out

LONGEST = 80
"""Characters of a provider's name, and of an ordering system's number."""
NUMBER = "requisition"
"""Under this name an ordering system's number is indexed (:meth:`tracker.specimens.vault.Vault.index`)."""


@dataclass(frozen=True, slots=True)
class Tubes:
    """``count`` containers of one kind for ``tests``, which need ``volume_ul`` together."""

    container: Container
    count: int
    volume_ul: int
    tests: tuple[str, ...]


def tubes_for(tests: Iterable[Test], containers: Mapping[int, Container]) -> tuple[Tubes, ...]:
    """One line for each kind of container, in order of draw: as many of it as hold its tests' minimum volumes together.

    ``containers`` by id. A test that needs no volume (a swab) needs its container nonetheless.
    """
    by_container: dict[int, list[Test]] = {}
    for test in {test.code: test for test in tests}.values():
        by_container.setdefault(test.container_id, []).append(test)
    lines = []
    for container_id, wanted in by_container.items():
        container = containers[container_id]
        volume_ul = sum(test.min_volume_ul for test in wanted)
        count = max(1, -(-volume_ul // container.volume_ul))
        lines.append(Tubes(container, count, volume_ul, tuple(test.code for test in wanted)))
    return tuple(sorted(lines, key=lambda line: (line.container.draw_order, line.container.code)))


HOUSE_CODE = "This number is also a code of this clinic: a scan of it would open that."
HOUSE_CODE_HINT = "Have the ordering system print a letter before its numbers, or enter the order by hand without it."


def is_house_code(number: str) -> bool:
    """Whether a scan of an ordering system's number would be taken for one of our own codes."""
    try:
        return has_house_shape(number) and parse(number) is not None
    except BarcodeError:
        return False


@needs(Permission.PATIENT_ENTER)
def create_requisition(connection: Connection, vault: Vault, pen: Pen, new: NewRequisition) -> str:
    """Enter ``new`` with its patient and its wanted tubes; returns its house code.

    Raises :class:`Refusal`: ``requisition_exists``, ``requisition_incomplete``, ``number_taken``, ``test_unknown``, and what
    :func:`tracker.specimens.patients.enter` raises. None of them quotes the patient.
    """
    provider, number = _line(new.provider, "provider"), _line(new.number, "number") if new.number else None
    if not provider:
        raise _incomplete("It is not said who ordered the tests.")
    if names_in_full(new.patient, provider):
        # A column in another's place, mostly; the journal keeps who ordered, and could never forget the patient.
        raise _incomplete("Who ordered the tests is called as the patient is.")
    if number:
        _require_new(connection, number)
    tests = _known_tests(connection, new.tests)
    patient_id, code = enter(connection, vault, new.patient), _next_code(connection)
    ordered_at = _ordered_at(new, pen)
    requisition_id = connection.exec_driver_sql(
        "INSERT INTO requisition (code, number, patient_id, ordered_at, provider, priority)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (code, number, patient_id, ordered_at, provider, "stat" if new.is_stat else "routine"),
    ).scalar_one()
    tubes = _want(connection, requisition_id, tests, tubes_for(tests, containers_by_id(connection)), is_add_on=False)
    # Its own number stays out: the journal cannot forget, and an ordering system finds the patient by it. Only whoever has
    # the patients' key can tell by its index whether it was changed since.
    body: dict[str, Value] = {
        "by": pen.by,
        "commitments": commitments(connection, vault, patient_id),
        "number_index": _number_index(vault, number),
        "ordered_at": ordered_at,
        "patient": patient_id,
        "priority": "stat" if new.is_stat else "routine",
        "provider": provider,
        "requisition": code,
        "tests": [test.code for test in tests],
        "tubes": tubes,
    }
    pen.journal.append(connection, new_id(), "requisition.entered", pen.at, body)
    return code


def _next_code(connection: Connection) -> str:
    last = connection.exec_driver_sql("SELECT max(code) FROM requisition").scalar()
    return requisition_code(next_number([last] if last else [], "N", given_out(connection, "N")))


def _require_new(connection: Connection, number: str) -> None:
    if connection.exec_driver_sql("SELECT 1 FROM requisition WHERE number = ?", (number,)).first():
        hint = "Open it by its number; tests are added to it by 'tracker import requisitions'."
        raise Refusal(f"The requisition {number} is known already.", hint=hint, code="requisition_exists")
    if is_house_code(number):
        raise Refusal(HOUSE_CODE, hint=HOUSE_CODE_HINT, code="number_taken")


@needs(Permission.PATIENT_ENTER)
def add_tests(connection: Connection, pen: Pen, code: str, added: Sequence[str]) -> None:
    """Tests ordered later for the requisition ``code``, with the tubes that they need besides those still to be drawn.

    A tube that has its label already is not counted on: its tests and its limits were settled by then.
    """
    requisition_id = connection.exec_driver_sql("SELECT id FROM requisition WHERE code = ?", (code,)).scalar_one()
    tests = _known_tests(connection, added)
    waiting, still_open = _waiting(connection, requisition_id), _still_open(connection, requisition_id)
    containers = containers_by_id(connection)
    more = []
    for line in tubes_for(tests, containers):
        is_open = still_open.get(line.container.id, 0)
        beside = [test for test in waiting if test.container_id == line.container.id] if is_open else []
        needed = tubes_for([*beside, *(test for test in tests if test.code in line.tests)], containers)[0]
        if needed.count > is_open:
            more.append(Tubes(line.container, needed.count - is_open, line.volume_ul, line.tests))
    tubes = _want(connection, requisition_id, tests, more, is_add_on=True)
    body: dict[str, Value] = {
        "by": pen.by,
        "requisition": code,
        "tests": [test.code for test in tests],
        "tubes": tubes,
    }
    pen.journal.append(connection, new_id(), "requisition.added", pen.at, body)


def _waiting(connection: Connection, requisition_id: int) -> list[Test]:
    """The requisition's tests that no labelled tube bears."""
    known = tests_by_code(connection)
    rows = connection.exec_driver_sql(
        "SELECT k.code FROM requisition_test t JOIN test_kind k ON k.id = t.test_id WHERE t.requisition_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM specimen_test s JOIN specimen m ON m.id = s.specimen_id"
        " WHERE m.requisition_id = t.requisition_id AND s.test_id = t.test_id)",
        (requisition_id,),
    )
    return [known[code] for (code,) in rows]


def _still_open(connection: Connection, requisition_id: int) -> dict[int, int]:
    """Container's id → its wanted tubes that have no label yet and have not been given up."""
    rows = connection.exec_driver_sql(
        "SELECT container_id, count(*) FROM requisition_tube WHERE requisition_id = ? AND specimen_id IS NULL"
        " AND not_drawn IS NULL GROUP BY container_id",
        (requisition_id,),
    )
    return dict(rows.all())


def _want(
    connection: Connection, requisition_id: int, tests: Sequence[Test], tubes: Iterable[Tubes], *, is_add_on: bool
) -> list[str]:
    """Write tests and wanted tubes; returns the containers' codes, one for each tube, in order of draw."""
    connection.exec_driver_sql(
        "INSERT INTO requisition_test (requisition_id, test_id) SELECT ?, id FROM test_kind WHERE code = ?",
        [(requisition_id, test.code) for test in tests],
    )
    last = connection.exec_driver_sql(
        "SELECT coalesce(max(line), 0) FROM requisition_tube WHERE requisition_id = ?", (requisition_id,)
    ).scalar_one()
    wanted = [line.container for line in tubes for _ in range(line.count)]
    rows = [
        (requisition_id, line, container.id, int(is_add_on)) for line, container in enumerate(wanted, start=last + 1)
    ]
    if rows:
        connection.exec_driver_sql(
            "INSERT INTO requisition_tube (requisition_id, line, container_id, is_add_on) VALUES (?, ?, ?, ?)", rows
        )
    return [container.code for container in wanted]


def _known_tests(connection: Connection, codes: Sequence[str]) -> list[Test]:
    known = tests_by_code(connection)
    missing = [position for position, code in enumerate(codes, start=1) if code not in known]
    if not codes or missing:
        # What was written is not said: anything may have slipped into this field.
        message = f"Test {missing[0]} of this order is not known." if missing else "The order names no test."
        raise Refusal(message, hint="'tracker import tests' makes a test known.", code="test_unknown")
    return [known[code] for code in dict.fromkeys(codes)]


def _ordered_at(new: NewRequisition, pen: Pen) -> str:
    at = new.ordered_at
    if at is None:
        return pen.at
    if at.tzinfo is None:
        at = at.replace(tzinfo=pen.zone) if pen.zone is not None else at.astimezone()
    return stamp(at.astimezone(UTC))


def _number_index(vault: Vault, number: str | None) -> str | None:
    return vault.index(NUMBER, number).hex() if number is not None else None


def _line(text: str, what: str) -> str:
    if len(text) > LONGEST or not text.isprintable():
        raise _incomplete(f"The {what} is too long or holds characters that cannot be printed.")
    return text.strip(" ")


def _incomplete(message: str) -> Refusal:
    return Refusal(message, hint=f"One line of at most {LONGEST} characters.", code="requisition_incomplete")
